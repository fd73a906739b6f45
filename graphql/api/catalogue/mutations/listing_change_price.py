from typing import Any

import graphene

from api.catalogue.inputs import FIELD_NAMES, TierInput, tiers
from api.catalogue.types import Listing
from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.scalars import Money
from marketplace.catalogue.operations import change_price


class ListingChangePrice(DomainMutation):
    """A new price, and new tiers where given. Orders already placed keep theirs."""

    names = FIELD_NAMES

    class Input:
        listing_id = graphene.ID(required=True)
        price = Money(required=True)
        tiers = graphene.List(graphene.NonNull(TierInput))

    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        listing = change_price(
            person=context.person,
            listing_key=key_of(given.listing_id, "Listing", field="listingId"),
            unit_price=given.price,
            tiers=None if given.get("tiers") is None else tiers(given.tiers),
            at=context.at,
        )
        return {"listing": listing}

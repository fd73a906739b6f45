from typing import Any

import graphene

from api.catalogue.types import Listing
from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.catalogue.operations import end


class ListingEnd(DomainMutation):
    """Off the stall for good. Orders already placed go on."""

    class Input:
        listing_id = graphene.ID(required=True)

    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.listing_id, "Listing", field="listingId")
        return {"listing": end(person=context.person, listing_key=key, at=context.at)}

from typing import Any

import graphene

from api.catalogue.types import Listing
from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.catalogue.operations import approve, unpublish


class StaffListingApprove(DomainMutation):
    """Staff: what waits for review goes on sale."""

    class Input:
        listing_id = graphene.ID(required=True)

    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.listing_id, "Listing", field="listingId")
        return {"listing": approve(person=context.person, listing_key=key, at=context.at)}


class StaffListingUnpublish(DomainMutation):
    """Staff: take a listing down; its household reads the reason."""

    class Input:
        listing_id = graphene.ID(required=True)
        reason = graphene.String(required=True)

    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.listing_id, "Listing", field="listingId")
        listing = unpublish(person=context.person, listing_key=key, reason=given.reason, at=context.at)
        return {"listing": listing}

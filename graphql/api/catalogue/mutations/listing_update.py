from typing import Any

import graphene

from api.catalogue.inputs import FIELD_NAMES, ListingFieldsInput, listing_fields
from api.catalogue.types import Listing
from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.catalogue.operations import update_listing


class ListingUpdate(DomainMutation):
    """Change what is written on a listing."""

    names = FIELD_NAMES

    class Input:
        listing_id = graphene.ID(required=True)
        fields = ListingFieldsInput(required=True)

    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.listing_id, "Listing", field="listingId")
        fields = listing_fields(given.fields)
        return {"listing": update_listing(person=context.person, listing_key=key, at=context.at, **fields)}

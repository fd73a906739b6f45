from typing import Any

import graphene

from api.catalogue.inputs import ListingFieldsInput, listing_fields
from api.catalogue.types import Listing
from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.catalogue.operations import draft_listing


class ListingDraft(DomainMutation):
    """Begin a listing. Nothing but the commodity is needed yet."""

    class Input:
        household_id = graphene.ID(required=True)
        fields = graphene.Field(ListingFieldsInput, required=True)

    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.household_id, "OwnHousehold", field="householdId")
        fields = listing_fields(given.fields)
        return {"listing": draft_listing(person=context.person, household_key=key, at=context.at, **fields)}

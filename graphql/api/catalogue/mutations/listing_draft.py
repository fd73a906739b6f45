from typing import Any

import graphene

from api.catalogue.inputs import FIELD_NAMES, ListingFieldsInput, listing_fields
from api.catalogue.types import Listing
from api.context import Context
from api.node import key_of
from api.once import OnceMutation, idempotency_key
from marketplace.catalogue.operations import draft_listing
from marketplace.catalogue.queries import listing_for


class ListingDraft(OnceMutation):
    """Begin a listing. Nothing but the commodity is needed yet."""

    names = FIELD_NAMES

    class Input:
        household_id = graphene.ID(required=True)
        fields = ListingFieldsInput(required=True)
        idempotency_key = idempotency_key()

    listing = graphene.Field(Listing)

    @classmethod
    def act(cls, context: Context, given: Any) -> Any:
        key = key_of(given.household_id, "OwnHousehold", field="householdId")
        fields = listing_fields(given.fields)
        return draft_listing(person=context.person, household_key=key, at=context.at, **fields)

    @classmethod
    def again(cls, context: Context, key: str) -> Any:
        return listing_for(person=context.person, key=key)

    @classmethod
    def payload(cls, row: Any) -> dict[str, Any]:
        return {"listing": row}

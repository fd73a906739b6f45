from typing import Any

import graphene

from api.context import Context
from api.households.types import OwnHousehold, OwnHouseholdRow
from api.mutation import DomainMutation
from api.node import key_of
from api.once import OnceMutation, idempotency_key
from marketplace.households.operations import open_household, update_household
from marketplace.households.queries import household_for


class HouseholdOpen(OnceMutation):
    """Open a household. It has drafts only until it is verified."""

    class Input:
        name = graphene.String(required=True)
        commune_code = graphene.String(required=True)
        address = graphene.String(required=True, default_value="")
        telephone = graphene.String(required=True, default_value="", description="Yours when empty.")
        story = graphene.String(required=True, default_value="")
        idempotency_key = idempotency_key()

    household = graphene.Field(OwnHousehold)

    @classmethod
    def act(cls, context: Context, given: Any) -> Any:
        fields = {name: value for name, value in given.items() if name != "idempotency_key"}
        return open_household(person=context.person, at=context.at, **fields)

    @classmethod
    def again(cls, context: Context, key: str) -> Any:
        return household_for(person=context.person, key=key)

    @classmethod
    def payload(cls, row: Any) -> dict[str, Any]:
        return {"household": OwnHouseholdRow(row)}


class HouseholdUpdate(DomainMutation):
    """What a household says about itself. A missing field stays as it is."""

    class Input:
        household_id = graphene.ID(required=True)
        name = graphene.String()
        commune_code = graphene.String()
        address = graphene.String()
        telephone = graphene.String()
        story = graphene.String()

    household = graphene.Field(OwnHousehold)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.pop("household_id"), "OwnHousehold", field="householdId")
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        household = update_household(person=context.person, household_key=key, at=context.at, **changes)
        return {"household": OwnHouseholdRow(household)}

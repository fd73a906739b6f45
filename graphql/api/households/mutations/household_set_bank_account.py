from typing import Any

import graphene

from api.context import Context
from api.households.types import OwnHousehold, OwnHouseholdRow
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.households.operations import set_bank_account


class HouseholdSetBankAccount(DomainMutation):
    """Where the household's money goes. Only the owner (or staff) may."""

    class Input:
        household_id = graphene.ID(required=True)
        bank_code = graphene.String(required=True, description="The bank's BIN, six digits.")
        bank_account = graphene.String(required=True)
        bank_holder = graphene.String(required=True)

    household = graphene.Field(OwnHousehold)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        household = set_bank_account(
            person=context.person,
            household_key=key_of(given.household_id, "OwnHousehold", field="householdId"),
            bank_code=given.bank_code,
            bank_account=given.bank_account,
            bank_holder=given.bank_holder,
            at=context.at,
        )
        return {"household": OwnHouseholdRow(household)}

from typing import Any

import graphene

from api.context import Context
from api.households.types import OwnHousehold, OwnHouseholdRow
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.households.operations import submit_for_verification, update_household


class HouseholdSubmit(DomainMutation):
    """Hand in the papers for verification. They are kept encrypted and cannot be read back here."""

    class Input:
        household_id = graphene.ID(required=True)
        identity_number = graphene.String(required=True)
        tax_code = graphene.String(required=True, default_value="")

    household = graphene.Field(OwnHousehold)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.household_id, "OwnHousehold", field="householdId")
        papers = {"identity_number": given.identity_number, "tax_code": given.tax_code}
        update_household(person=context.person, household_key=key, at=context.at, **papers)
        household = submit_for_verification(person=context.person, household_key=key, at=context.at)
        return {"household": OwnHouseholdRow(household)}

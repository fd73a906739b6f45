from typing import Any

import graphene

from api.context import Context
from api.households.types import OwnHousehold, OwnHouseholdRow
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.households.operations import reinstate, reject, suspend, verify


def _key(given: Any) -> str:
    return key_of(given.household_id, "OwnHousehold", field="householdId")


class StaffHouseholdVerify(DomainMutation):
    """Staff: the papers are right, the household may sell."""

    class Input:
        household_id = graphene.ID(required=True)

    household = graphene.Field(OwnHousehold)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        household = verify(person=context.person, household_key=_key(given), at=context.at)
        return {"household": OwnHouseholdRow(household)}


class StaffHouseholdReject(DomainMutation):
    """Staff: something in the papers is wrong; the household reads the reason."""

    class Input:
        household_id = graphene.ID(required=True)
        reason = graphene.String(required=True)

    household = graphene.Field(OwnHousehold)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        household = reject(
            person=context.person, household_key=_key(given), reason=given.reason, at=context.at
        )
        return {"household": OwnHouseholdRow(household)}


class StaffHouseholdSuspend(DomainMutation):
    """Staff: the household may not sell for now; it reads the reason."""

    class Input:
        household_id = graphene.ID(required=True)
        reason = graphene.String(required=True)

    household = graphene.Field(OwnHousehold)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        household = suspend(
            person=context.person, household_key=_key(given), reason=given.reason, at=context.at
        )
        return {"household": OwnHouseholdRow(household)}


class StaffHouseholdReinstate(DomainMutation):
    """Staff: a suspended household may sell again."""

    class Input:
        household_id = graphene.ID(required=True)

    household = graphene.Field(OwnHousehold)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        household = reinstate(person=context.person, household_key=_key(given), at=context.at)
        return {"household": OwnHouseholdRow(household)}

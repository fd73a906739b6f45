from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.households.enums import ConsentChannel
from marketplace.households.operations import give_consent, withdraw_consent


class ConsentGive(DomainMutation):
    """The household lets its cooperative act for it."""

    names = {"cooperative": "cooperativeId"}

    class Input:
        household_id = graphene.ID(required=True)
        cooperative_id = graphene.ID(required=True)

    given_at = graphene.DateTime()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        consent = give_consent(
            person=context.person,
            household_key=key_of(given.household_id, "OwnHousehold", field="householdId"),
            cooperative_key=key_of(given.cooperative_id, "Cooperative", field="cooperativeId"),
            channel=ConsentChannel.WEB,
            at=context.at,
        )
        return {"given_at": consent.given_at}


class ConsentWithdraw(DomainMutation):
    """From now on the cooperative may do nothing for the household."""

    class Input:
        household_id = graphene.ID(required=True)

    withdrawn_at = graphene.DateTime()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        consent = withdraw_consent(
            person=context.person,
            household_key=key_of(given.household_id, "OwnHousehold", field="householdId"),
            at=context.at,
        )
        return {"withdrawn_at": consent.withdrawn_at}

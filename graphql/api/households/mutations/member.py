from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from kernel.errors import NotFound
from kernel.telephones import local, normalise
from marketplace.households.operations import add_member, remove_member
from marketplace.households.queries import household_for_owner
from marketplace.people.models import Account
from marketplace.people.queries import account_by_telephone


def _account(telephone: str) -> Account:
    account = account_by_telephone(normalise(telephone))
    if account is None:
        raise NotFound(field="telephone")
    return account


class MemberAdd(DomainMutation):
    """The owner lets another person act for the household: somebody who has signed in once."""

    names = {"account": "telephone"}

    class Input:
        household_id = graphene.ID(required=True)
        telephone = graphene.String(required=True)

    telephone = graphene.String()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.household_id, "OwnHousehold", field="householdId")
        household_for_owner(person=context.person, key=key)
        account = _account(given.telephone)
        add_member(person=context.person, household_key=key, account=account, at=context.at)
        return {"telephone": local(account.telephone)}


class MemberRemove(DomainMutation):
    """From now on this person may do nothing for the household. The owner stays."""

    names = {"account": "telephone"}

    class Input:
        household_id = graphene.ID(required=True)
        telephone = graphene.String(required=True)

    telephone = graphene.String()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.household_id, "OwnHousehold", field="householdId")
        household_for_owner(person=context.person, key=key)
        account = _account(given.telephone)
        remove_member(person=context.person, household_key=key, account=account, at=context.at)
        return {"telephone": local(account.telephone)}

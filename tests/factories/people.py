"""Accounts, and people as they ask."""

import factory
from factory.django import DjangoModelFactory

from marketplace.people.enums import RoleKind
from marketplace.people.models import Account, RoleGrant
from marketplace.people.rules import Person


class AccountFactory(DjangoModelFactory[Account]):
    class Meta:
        model = Account

    telephone = factory.Sequence(lambda number: f"+8490{number:07d}")
    name = factory.Sequence(lambda number: f"Người {number}")


class RoleGrantFactory(DjangoModelFactory[RoleGrant]):
    class Meta:
        model = RoleGrant

    account = factory.SubFactory(AccountFactory)
    kind = RoleKind.CARRIER_OPERATOR
    subject = "vnpost"


def a_stranger() -> Person:
    return Person(account=AccountFactory.create())


def a_staff_member() -> Person:
    account = AccountFactory.create(is_staff=True)
    RoleGrantFactory.create(account=account, kind=RoleKind.STAFF, subject="")
    return Person(account=account)


def an_operator_of(carrier_code: str) -> Person:
    return Person(account=RoleGrantFactory.create(subject=carrier_code).account)


def an_officer_of(province_code: str) -> Person:
    grant = RoleGrantFactory.create(kind=RoleKind.PROVINCIAL_OFFICER, subject=province_code)
    return Person(account=grant.account)

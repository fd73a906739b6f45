"""Households and the people around them."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from marketplace.households.enums import ConsentChannel, HouseholdState, MemberRole
from marketplace.households.models import (
    Consent,
    Cooperative,
    CooperativeManager,
    Household,
    HouseholdMember,
    HouseholdPapers,
    Plot,
)
from marketplace.people.models import Account
from marketplace.people.rules import Person
from tests.factories.people import AccountFactory, a_staff_member
from tests.factories.places import LUC_NGAN

LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class CooperativeFactory(DjangoModelFactory[Cooperative]):
    class Meta:
        model = Cooperative

    name = factory.Sequence(lambda number: f"Hợp tác xã {number}")
    commune_code = LUC_NGAN
    telephone = factory.Sequence(lambda number: f"+84900000{number % 1000:03d}")


class HouseholdFactory(DjangoModelFactory[Household]):
    """Verified, with the papers that takes, unless another state is given."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Nhà ông {number}")
    commune_code = LUC_NGAN
    address = "Thôn Đồng Giao"
    telephone = factory.Sequence(lambda number: f"+84900000{number % 1000:03d}")
    state = HouseholdState.VERIFIED
    bank_code = "970405"
    opened_at = LONG_AGO
    papers = factory.RelatedFactory(
        "tests.factories.households.HouseholdPapersFactory", factory_related_name="household"
    )


class HouseholdPapersFactory(DjangoModelFactory[HouseholdPapers]):
    class Meta:
        model = HouseholdPapers

    household = factory.SubFactory(HouseholdFactory, papers=None)
    identity_number = factory.Sequence(lambda number: f"{number:012d}")
    bank_account = "0123456789"
    bank_holder = "NGUYEN VAN A"


class MemberFactory(DjangoModelFactory[HouseholdMember]):
    class Meta:
        model = HouseholdMember

    household = factory.SubFactory(HouseholdFactory)
    account = factory.SubFactory(AccountFactory)
    role = MemberRole.OWNER
    joined_at = LONG_AGO


class ManagerFactory(DjangoModelFactory[CooperativeManager]):
    class Meta:
        model = CooperativeManager

    cooperative = factory.SubFactory(CooperativeFactory)
    account = factory.SubFactory(AccountFactory)
    appointed_at = LONG_AGO


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    household = factory.SubFactory(HouseholdFactory)
    cooperative = factory.SubFactory(CooperativeFactory)
    text_version = "2026-01"
    channel = ConsentChannel.WEB
    given_at = LONG_AGO


class PlotFactory(DjangoModelFactory[Plot]):
    class Meta:
        model = Plot

    household = factory.SubFactory(HouseholdFactory)
    name = factory.Sequence(lambda number: f"Đồi {number}")
    commune_code = LUC_NGAN
    area_m2 = 3_600


def owner_of(household: Household) -> Person:
    """The owner as a person who asks; made where the household has none yet."""
    member = HouseholdMember.objects.filter(household=household, role=MemberRole.OWNER).first()
    return Person(account=(member or MemberFactory.create(household=household)).account)


def member_of(household: Household) -> Person:
    return Person(account=MemberFactory.create(household=household, role=MemberRole.MEMBER).account)


def manager_for(household: Household, *, consent: bool = True) -> Person:
    """A manager of the household's cooperative, with its live consent or without."""
    cooperative = household.cooperative or CooperativeFactory.create()
    Household.objects.filter(pk=household.pk).update(cooperative=cooperative)
    if consent:
        ConsentFactory.create(household=household, cooperative=cooperative)
    return Person(account=ManagerFactory.create(cooperative=cooperative).account)


def stranger() -> Person:
    account: Account = AccountFactory.create()
    return Person(account=account)


def staff() -> Person:
    return a_staff_member()

"""The people of a household."""

from datetime import datetime

from django.db import transaction

from kernel.errors import NotFound
from marketplace.households.enums import MemberRole
from marketplace.households.models import HouseholdMember
from marketplace.households.operations.writing import audit, save
from marketplace.households.queries import household_for_owner
from marketplace.households.refusals import AlreadyMember, OwnerStays
from marketplace.people.models import Account
from marketplace.people.rules import Person


@transaction.atomic
def add_member(*, person: Person, household_key: str, account: Account, at: datetime) -> HouseholdMember:
    """The owner lets another signed-in person act for the household."""
    household = household_for_owner(person=person, key=household_key, lock=True)
    member, created = HouseholdMember.objects.get_or_create(
        household=household, account=account, defaults={"role": MemberRole.MEMBER, "joined_at": at}
    )
    if not created:
        raise AlreadyMember
    save(household)
    audit(person=person, household=household, action="member_added", at=at, member=f"account:{account.key}")
    return member


@transaction.atomic
def remove_member(*, person: Person, household_key: str, account: Account, at: datetime) -> None:
    household = household_for_owner(person=person, key=household_key, lock=True)
    member = HouseholdMember.objects.filter(household=household, account=account).first()
    if member is None:
        raise NotFound(field="account")
    if member.role == MemberRole.OWNER:
        raise OwnerStays
    member.delete()
    save(household)
    audit(person=person, household=household, action="member_removed", at=at, member=f"account:{account.key}")

"""Who may act for a household. Each rule is a condition on rows, so that a query fetches only what a person
may touch.

Combine them with | and &: `is_member(person) | manages_with_consent(person)`.
"""

from django.db.models import Exists, OuterRef, Q

from marketplace.households.enums import MemberRole
from marketplace.households.models import Consent, CooperativeManager, Household, HouseholdMember
from marketplace.people.rules import Person

NOBODY = Q(pk__in=[])
EVERYBODY = Q(pk__isnull=False)


def is_staff(person: Person) -> Q:
    return EVERYBODY if person.is_staff else NOBODY


def is_member(person: Person, *, household: str = "pk") -> Q:
    """`household` is the path from the row in question to its household's id."""
    if person.account is None:
        return NOBODY
    return Q(Exists(HouseholdMember.objects.filter(household=OuterRef(household), account=person.account)))


def is_owner(person: Person, *, household: str = "pk") -> Q:
    if person.account is None:
        return NOBODY
    rows = HouseholdMember.objects.filter(account=person.account, role=MemberRole.OWNER)
    return Q(Exists(rows.filter(household=OuterRef(household))))


def manages_with_consent(person: Person, *, household: str = "pk") -> Q:
    """A manager of the cooperative to which the household's consent is alive."""
    if person.account is None:
        return NOBODY
    managed = CooperativeManager.objects.filter(account=person.account).values("cooperative")
    live = Consent.objects.filter(
        household=OuterRef(household), withdrawn_at__isnull=True, cooperative__in=managed
    )
    return Q(Exists(live))


def acts_for(person: Person, *, household: str = "pk") -> Q:
    return (
        is_member(person, household=household)
        | manages_with_consent(person, household=household)
        | is_staff(person)
    )


def may_act_for(*, person: Person, household: Household) -> bool:
    """A member, a manager of its cooperative with live consent, or staff. One query; none for nobody and
    for staff.
    """
    if person.is_staff or person.account is None:
        return person.is_staff
    return Household.objects.filter(acts_for(person), pk=household.pk).exists()

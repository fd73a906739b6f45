"""Reads. Whoever gets a household from here may act for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kernel.errors import NotFound
from marketplace.households.enums import HouseholdState, MemberRole
from marketplace.households.models import Consent, Cooperative, Household, HouseholdMember, Plot
from marketplace.households.rules import acts_for, is_member, is_owner, is_staff, manages_with_consent
from marketplace.people.rules import Person


@dataclass(frozen=True, slots=True)
class Acting:
    """A person and the household they act for; `acting_for` is "" for its own people, as the audit wants
    it.
    """

    person: Person
    household: Household
    acting_for: str


def household_for(*, person: Person, key: str, lock: bool = False) -> Household:
    """NotFound unless the person may act for it. `lock` locks the row, inside a transaction."""
    return _fetch(acts_for(person), key=key, lock=lock)


def household_for_owner(*, person: Person, key: str, lock: bool = False) -> Household:
    """For what only the owner (or staff) may do: consent, members, the bank account."""
    return _fetch(is_owner(person) | is_staff(person), key=key, lock=lock)


def farm_reference(household_key: str) -> str:
    """How carriers' rate cards name this farm."""
    return f"household:{household_key}"


def acting(*, person: Person, household: Household) -> Acting:
    """How the audit names this person's act for a household they may act for."""
    own = person.account is not None and Household.objects.filter(is_member(person), pk=household.pk).exists()
    return Acting(person, household, "" if own else household.subject)


def households_of(*, person: Person) -> list[Household]:
    """The person's own households, and those of the cooperatives they manage that consented; by name."""
    if person.account is None:
        return []
    rule = is_member(person) | manages_with_consent(person)
    return list(Household.objects.filter(rule).select_related("cooperative").order_by("name", "pk"))


def households_waiting() -> QuerySet[Household]:
    """For staff: submitted and not yet decided, the longest waiting first."""
    return Household.objects.filter(state=HouseholdState.SUBMITTED).order_by("submitted_at", "pk")


def households_by_ids(*, ids: Sequence[int]) -> dict[int, Household]:
    """For data loaders: what anybody may see (name, place, story) is on the row; the rest stays encrypted
    there.
    """
    return Household.objects.select_related("cooperative").in_bulk(ids)


def household_in_public(*, key: str) -> Household:
    """The seller as buyers see it: verified ones only."""
    household = (
        Household.objects.filter(key=key, state=HouseholdState.VERIFIED).select_related("cooperative").first()
    )
    if household is None:
        raise NotFound
    return household


def cooperative_by_key(*, key: str) -> Cooperative:
    cooperative = Cooperative.objects.filter(key=key).first()
    if cooperative is None:
        raise NotFound(field="cooperative")
    return cooperative


def cooperatives_in(*, commune_codes: Sequence[str]) -> list[Cooperative]:
    return list(Cooperative.objects.filter(commune_code__in=commune_codes).order_by("name", "pk"))


def cooperatives_managed_by(*, person: Person) -> list[Cooperative]:
    if person.account is None:
        return []
    return list(Cooperative.objects.filter(managers__account=person.account).order_by("name", "pk"))


def live_consent(*, household_id: int) -> Consent | None:
    return (
        Consent.objects.filter(household=household_id, withdrawn_at=None)
        .select_related("cooperative")
        .first()
    )


def members_of(*, household_id: int) -> list[HouseholdMember]:
    rows = HouseholdMember.objects.filter(household=household_id).select_related("account")
    return list(rows.order_by("joined_at", "pk"))


def plots_of(*, household_id: int) -> list[Plot]:
    return list(Plot.objects.filter(household=household_id).order_by("name", "pk"))


def helpers_of(*, household_id: int) -> list[str]:
    """Telephones (E.164) of the managers who may act for it now: whom to call when a household stays
    silent.
    """
    managers = Consent.objects.filter(household=household_id, withdrawn_at=None)
    telephones = managers.values_list("cooperative__managers__account__telephone", flat=True)
    return sorted(telephone for telephone in telephones if telephone)


def _fetch(rule: Q, *, key: str, lock: bool) -> Household:
    households = Household.objects.filter(rule, key=key)
    household = (households.select_for_update(of=("self",), no_key=True) if lock else households).first()
    if household is None:
        raise NotFound
    return household


def plot_of(*, household_id: int, key: str) -> Plot:
    plot = Plot.objects.filter(household=household_id, key=key).first()
    if plot is None:
        raise NotFound(field="plot_key")
    return plot


def plot_for(*, person: Person, key: str) -> Plot:
    """NotFound unless the person may act for its household."""
    plot = Plot.objects.filter(acts_for(person, household="household_id"), key=key).first()
    if plot is None:
        raise NotFound
    return plot


def plots_by_household(*, ids: Sequence[int]) -> dict[int, list[Plot]]:
    """For data loaders: by name; every id has an entry."""
    plots: dict[int, list[Plot]] = {household_id: [] for household_id in ids}
    for plot in Plot.objects.filter(household__in=ids).order_by("household", "name", "pk"):
        plots[plot.household_id].append(plot)
    return plots


def language_of(*, household_id: int) -> str:
    """What its owner reads; Vietnamese where it has none."""
    owner = HouseholdMember.objects.filter(household=household_id, role=MemberRole.OWNER)
    return owner.values_list("account__language", flat=True).first() or "vi"

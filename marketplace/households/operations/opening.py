"""Opening a household and what its people may correct about it."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from kernel.crypto import fingerprint
from kernel.errors import NotAllowed
from kernel.places.queries import commune
from kernel.telephones import normalise
from kernel.text import tidy, tidy_line
from marketplace.households.enums import HouseholdState, MemberRole
from marketplace.households.models import Household, HouseholdMember, HouseholdPapers
from marketplace.households.operations.writing import audit, save, within
from marketplace.households.personal import check_identity_number, check_tax_code
from marketplace.households.queries import household_for
from marketplace.households.refusals import IdentityChanges, NameMissing
from marketplace.people.rules import Person


class HouseholdFields(TypedDict, total=False):
    """What a household says about itself; a missing key stays as it is."""

    name: str
    commune_code: str
    address: str
    telephone: str
    story: str
    identity_number: str
    tax_code: str


@transaction.atomic
def open_household(
    *,
    person: Person,
    name: str,
    commune_code: str,
    at: datetime,
    address: str = "",
    telephone: str = "",
    story: str = "",
    identity_number: str = "",
    tax_code: str = "",
) -> Household:
    """A new household in DRAFT, the person its owner; the telephone is theirs unless another is given."""
    if person.account is None:
        raise NotAllowed
    household = Household(opened_at=at)
    papers = HouseholdPapers(household=household)
    fields = HouseholdFields(
        name=name,
        commune_code=commune_code,
        address=address,
        telephone=telephone or person.account.telephone,
        story=story,
        identity_number=identity_number,
        tax_code=tax_code,
    )
    _fill(household, fields)
    _fill_papers(household, papers, fields)
    household.save()
    papers.save()
    HouseholdMember.objects.create(
        household=household, account=person.account, role=MemberRole.OWNER, joined_at=at
    )
    audit(person=person, household=household, action="opened", at=at, name=household.name)
    return household


@transaction.atomic
def update_household(
    *, person: Person, household_key: str, at: datetime, **changes: Unpack[HouseholdFields]
) -> Household:
    """Correct what the household says about itself. Who it is (IdentityChanges) is fixed once it has been
    verified.
    """
    household = household_for(person=person, key=household_key, lock=True)
    papers, _created = HouseholdPapers.objects.get_or_create(household=household)
    _refuse_another_identity(household, papers, changes)
    _fill(household, changes)
    _fill_papers(household, papers, changes)
    papers.save()
    save(household, *_PUBLIC, "identity_fingerprint")
    audit(person=person, household=household, action="updated", at=at, fields=" ".join(sorted(changes)))
    return household


def _refuse_another_identity(household: Household, papers: HouseholdPapers, changes: HouseholdFields) -> None:
    settled = household.state in {HouseholdState.VERIFIED, HouseholdState.SUSPENDED}
    number = changes.get("identity_number", papers.identity_number)
    if settled and check_identity_number(number) != papers.identity_number:
        raise IdentityChanges


_PUBLIC = ("name", "commune_code", "address", "telephone", "story")


def _fill(household: Household, fields: HouseholdFields) -> None:
    if "name" in fields:
        household.name = within("name", tidy_line(fields["name"]), 120)
        if not household.name:
            raise NameMissing
    if "commune_code" in fields:
        household.commune_code = commune(fields["commune_code"]).code
    if "address" in fields:
        household.address = within("address", tidy_line(fields["address"]), 200)
    if "telephone" in fields:
        household.telephone = normalise(fields["telephone"])
    if "story" in fields:
        household.story = within("story", tidy(fields["story"]), 2_000)


def _fill_papers(household: Household, papers: HouseholdPapers, fields: HouseholdFields) -> None:
    if "tax_code" in fields:
        papers.tax_code = check_tax_code(fields["tax_code"])
    if "identity_number" in fields:
        papers.identity_number = number = check_identity_number(fields["identity_number"])
        household.identity_fingerprint = fingerprint(number) if number else ""

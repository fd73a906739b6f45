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
from marketplace.households.models import Household, HouseholdMember
from marketplace.households.operations.writing import audit, save
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
    household.save()
    HouseholdMember.objects.create(household=household, account=person.account, role=MemberRole.OWNER, joined_at=at)
    audit(person=person, household=household, action="opened", at=at, name=household.name)
    return household


@transaction.atomic
def update_household(
    *, person: Person, household_key: str, at: datetime, **changes: Unpack[HouseholdFields]
) -> Household:
    """Correct what the household says about itself. Who it is (IdentityChanges) is fixed once it has been verified."""
    household = household_for(person=person, key=household_key, lock=True)
    _refuse_another_identity(household, changes)
    changed = _fill(household, changes)
    save(household, *changed)
    audit(person=person, household=household, action="updated", at=at, fields=sorted(changes))
    return household


def _refuse_another_identity(household: Household, changes: HouseholdFields) -> None:
    settled = household.state in {HouseholdState.VERIFIED, HouseholdState.SUSPENDED}
    number = changes.get("identity_number", household.identity_number)
    if settled and check_identity_number(number) != household.identity_number:
        raise IdentityChanges


def _fill(household: Household, fields: HouseholdFields) -> list[str]:
    """Write the checked values on the row; answers the names of the columns."""
    if "name" in fields:
        household.name = tidy_line(fields["name"])[:120]
        if not household.name:
            raise NameMissing
    if "commune_code" in fields:
        household.commune_code = commune(fields["commune_code"]).code
    if "address" in fields:
        household.address = tidy_line(fields["address"])[:200]
    if "telephone" in fields:
        household.telephone = normalise(fields["telephone"])
    if "story" in fields:
        household.story = tidy(fields["story"])[:2_000]
    if "tax_code" in fields:
        household.tax_code = check_tax_code(fields["tax_code"])
    return [*_fill_identity(household, fields), *fields]


def _fill_identity(household: Household, fields: HouseholdFields) -> list[str]:
    if "identity_number" not in fields:
        return []
    household.identity_number = number = check_identity_number(fields["identity_number"])
    household.identity_fingerprint = fingerprint(number) if number else ""
    return ["identity_fingerprint"]

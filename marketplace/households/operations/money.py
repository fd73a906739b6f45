"""Where a household's money goes."""

from datetime import datetime

from django.db import transaction

from marketplace.households.models import Household, HouseholdPapers
from marketplace.households.operations.writing import audit, save
from marketplace.households.personal import check_bank_account, check_bank_code, check_bank_holder
from marketplace.households.queries import household_for_owner
from marketplace.people.rules import Person


@transaction.atomic
def set_bank_account(
    *, person: Person, household_key: str, bank_code: str, bank_account: str, bank_holder: str, at: datetime
) -> Household:
    """By the owner or staff only: a cooperative that sells for a household cannot turn its money
    elsewhere.
    """
    household = household_for_owner(person=person, key=household_key, lock=True)
    household.bank_code = check_bank_code(bank_code)
    lines = {"bank_account": check_bank_account(bank_account), "bank_holder": check_bank_holder(bank_holder)}
    HouseholdPapers.objects.update_or_create(household=household, defaults=lines)
    save(household, "bank_code")
    audit(person=person, household=household, action="bank_account_set", at=at, bank_code=household.bank_code)
    household.refresh_from_db()
    return household

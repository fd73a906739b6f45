"""What a household asks for postage itself, zone by zone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from logistics.carriers.operations import FlatRow, set_flats
from marketplace.households.operations.writing import audit
from marketplace.households.queries import farm_reference, household_for
from marketplace.people.rules import Person


@transaction.atomic
def set_flat_postage(*, person: Person, household_key: str, rows: Sequence[FlatRow], at: datetime) -> bool:
    """From today on; orders that were placed keep the postage that they were placed with. Whatever a carrier
    asks above it is taken from the household's money when the parcel has arrived. True when anything changed.
    """
    household = household_for(person=person, key=household_key)
    changed = set_flats(sender_reference=farm_reference(household.key), rows=rows, at=at)
    if changed:
        audit(
            person=person,
            household=household,
            action="flat_postage_set",
            at=at,
            rows=[list(row) for row in rows],
        )
    return changed

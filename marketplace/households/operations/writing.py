"""What every write to a household has in common: the row locked for a person, the new version, the audit
line.
"""

from datetime import datetime

from kernel.audit.operations import record
from kernel.errors import JSON
from kernel.states import check_move
from marketplace.households.enums import HouseholdState
from marketplace.households.models import Household
from marketplace.households.queries import acting
from marketplace.households.refusals import HouseholdTextTooLong
from marketplace.people.rules import Person


def within(field: str, text: str, limit: int) -> str:
    """The text, where it is no longer than its column: nothing is cut off behind anybody's back."""
    if len(text) > limit:
        raise HouseholdTextTooLong(field=field, limit=limit)
    return text


def save(household: Household, *fields: str) -> None:
    """Save these fields as the next version; the row is locked, so the number is the aggregate's own."""
    household.version += 1
    household.save(update_fields=[*fields, "version"])


def move(household: Household, new: HouseholdState, *, reason: str = "") -> None:
    """The one place where a household's state changes; the caller saves."""
    check_move(household.state, new)
    household.state = new
    household.state_reason = reason


def audit(*, person: Person, household: Household, action: str, at: datetime, **data: JSON) -> None:
    """`data` never holds what is encrypted on the row: name the field that changed, not its value."""
    record(
        actor=person.actor,
        action=f"household.{action}",
        subject=household.subject,
        acting_for=acting(person=person, household=household).acting_for,
        data=data,
        at=at,
    )

"""What every write to a listing has in common: the row locked for a person, the next version, the audit
line.
"""

from datetime import datetime

from kernel.audit.operations import record
from kernel.errors import JSON
from kernel.states import check_move
from marketplace.catalogue.enums import ListingState, PauseReason
from marketplace.catalogue.models import Listing
from marketplace.catalogue.queries import listing_for
from marketplace.catalogue.refusals import ListingEndedAlready
from marketplace.households.queries import acting
from marketplace.people.rules import Person


def listing_to_change(*, person: Person, key: str) -> Listing:
    """The row, locked, for a person who may act for its household. An ended listing changes no more."""
    listing = listing_for(person=person, key=key, lock=True)
    if listing.state == ListingState.ENDED:
        raise ListingEndedAlready
    return listing


def save(listing: Listing) -> None:
    """Save as the next version; the row is locked, so the number is the aggregate's own."""
    listing.version += 1
    listing.save()


def move(
    listing: Listing, new: ListingState, *, reason: str = "", pause_reason: PauseReason = PauseReason.NONE
) -> None:
    """The one place where a listing's state changes; the caller saves."""
    check_move(listing.state, new)
    listing.state = new
    listing.state_reason = reason
    listing.pause_reason = pause_reason


def audit(*, person: Person, listing: Listing, action: str, at: datetime, **data: JSON) -> None:
    record(
        actor=person.actor,
        action=f"listing.{action}",
        subject=listing.subject,
        acting_for=acting(person=person, household=listing.household).acting_for,
        data=data,
        at=at,
    )

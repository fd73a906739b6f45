"""Off sale for a while, on again, and off for good."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from kernel.outbox import announce
from marketplace.catalogue import stock
from marketplace.catalogue.enums import ListingState, PauseReason
from marketplace.catalogue.events import ListingEnded, ListingPaused
from marketplace.catalogue.models import Listing
from marketplace.catalogue.operations.publishing import publish
from marketplace.catalogue.operations.writing import audit, listing_to_change, move, save
from marketplace.households.operations import clear_missed_orders
from marketplace.people.rules import Person


@transaction.atomic
def pause(*, person: Person, listing_key: str, at: datetime) -> Listing:
    """Off sale until resumed; orders that are placed go on. Pausing twice changes nothing."""
    listing = listing_to_change(person=person, key=listing_key)
    if listing.state == ListingState.PAUSED:
        return listing
    _pause(listing, PauseReason.HOUSEHOLD)
    audit(person=person, listing=listing, action="paused", at=at)
    return listing


@transaction.atomic
def resume(*, person: Person, listing_key: str, at: datetime) -> Listing:
    """On sale again, with the checks of `publish`. Someone is there: orders missed in a row are forgotten."""
    listing = publish(person=person, listing_key=listing_key, at=at)
    clear_missed_orders(household_id=listing.household_id)
    return listing


@transaction.atomic
def end(*, person: Person, listing_key: str, at: datetime) -> Listing:
    """Off sale for good; what is left in its lots is written off, what is reserved still goes out."""
    listing = listing_to_change(person=person, key=listing_key)
    move(listing, ListingState.ENDED)
    written_off = stock.close_lots(listing_id=listing.pk)
    save(listing)
    announce(ListingEnded(aggregate_key=listing.key, version=listing.version))
    audit(person=person, listing=listing, action="ended", at=at, written_off=written_off)
    return listing


@transaction.atomic
def pause_by_system(*, listing_keys: Sequence[str], reason: PauseReason, at: datetime) -> list[Listing]:
    """Pause those of them that are on sale, in id order: the household let orders lie. Answers which were
    paused.
    """
    rows = Listing.objects.filter(key__in=listing_keys, state=ListingState.PUBLISHED)
    return _pause_all(rows.order_by("pk").select_for_update(no_key=True), reason, at)


@transaction.atomic
def pause_household(*, household_key: str, reason: PauseReason, at: datetime) -> list[Listing]:
    """Pause everything that a household has on sale."""
    rows = Listing.objects.filter(household__key=household_key, state=ListingState.PUBLISHED)
    return _pause_all(rows.order_by("pk").select_for_update(of=("self",), no_key=True), reason, at)


def _pause_all(listings: Iterable[Listing], reason: PauseReason, at: datetime) -> list[Listing]:
    paused = list(listings)
    for listing in paused:
        _pause(listing, reason)
        record(
            actor="system:catalogue",
            action="listing.paused",
            subject=listing.subject,
            data={"reason": str(reason)},
            at=at,
        )
    return paused


def _pause(listing: Listing, reason: PauseReason) -> None:
    move(listing, ListingState.PAUSED, pause_reason=reason)
    save(listing)
    announce(ListingPaused(aggregate_key=listing.key, version=listing.version, reason=str(reason)))

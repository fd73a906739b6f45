"""Going on sale."""

from datetime import datetime

from django.db import transaction

from kernel.outbox import announce
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.events import ListingPublished, ListingSentToReview
from marketplace.catalogue.models import Listing
from marketplace.catalogue.operations.writing import audit, listing_to_change, move, save
from marketplace.catalogue.readiness import check_ready
from marketplace.catalogue.texts import claims_in
from marketplace.households.refusals import HouseholdNotVerified
from marketplace.people.rules import Person


@transaction.atomic
def publish(*, person: Person, listing_key: str, at: datetime) -> Listing:
    """Put it on sale, or send it to review where its text claims to heal or staff took it down before.

    ListingNotReady lists what is missing, field by field; HouseholdNotVerified leaves the draft as it is.
    Publishing what is on sale already changes nothing.
    """
    listing = listing_to_change(person=person, key=listing_key)
    if listing.state == ListingState.PUBLISHED:
        return listing
    put_on_sale(listing, at=at)
    _announce_after_save(listing)
    audit(
        person=person,
        listing=listing,
        action="published",
        at=at,
        state=listing.state,
        claims=", ".join(listing.claims),
    )
    return listing


def put_on_sale(listing: Listing, *, at: datetime) -> None:
    """Check and move; the caller saves. Also for what is on sale already and was just changed."""
    check_ready(listing=listing, at=at)
    if not listing.household.may_sell:
        raise HouseholdNotVerified
    find_claims(listing)
    new = ListingState.IN_REVIEW if _must_be_seen(listing) else ListingState.PUBLISHED
    if new != listing.state:
        move(listing, new)
    if new == ListingState.PUBLISHED:
        listing.published_at = listing.published_at or at


def find_claims(listing: Listing) -> None:
    listing.claims = claims_in(listing.title, listing.description, listing.grade)


def _must_be_seen(listing: Listing) -> bool:
    return listing.watched or bool(set(listing.claims) - set(listing.cleared_claims))


def _announce_after_save(listing: Listing) -> None:
    save(listing)
    if listing.state == ListingState.PUBLISHED:
        announce(ListingPublished(aggregate_key=listing.key, version=listing.version))
    else:
        announce(
            ListingSentToReview(aggregate_key=listing.key, version=listing.version, claims=listing.claims)
        )

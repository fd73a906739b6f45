"""What staff decide about listings, always with a word to the household."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kernel.errors import NotAllowed
from kernel.messages.operations import send
from kernel.outbox import announce
from kernel.text import tidy_line
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.events import ListingPublished, ListingUnpublished
from marketplace.catalogue.models import Listing
from marketplace.catalogue.operations.writing import audit, listing_to_change, move, save
from marketplace.catalogue.refusals import ListingChanged, ReasonMissing
from marketplace.households.queries import language_of
from marketplace.people.rules import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@transaction.atomic
def approve(*, person: Person, listing_key: str, seen_version: int | None = None, at: datetime) -> Listing:
    """IN_REVIEW → PUBLISHED. The claims found in its text are cleared: they do not stop it again.

    `seen_version` is the listing that was read; ListingChanged when somebody has changed it or decided since.
    """
    listing = _for_staff(person, listing_key, seen_version)
    move(listing, ListingState.PUBLISHED)
    listing.cleared_claims = sorted({*listing.cleared_claims, *listing.claims})
    listing.watched = False
    listing.published_at = listing.published_at or at
    save(listing)
    announce(ListingPublished(aggregate_key=listing.key, version=listing.version))
    audit(person=person, listing=listing, action="approved", at=at, claims=", ".join(listing.claims))
    _tell(listing, "listing_approved", _("Nhà Nông: tin “%(title)s” đã được duyệt và đang bán."), at)
    return listing


@transaction.atomic
def unpublish(
    *, person: Person, listing_key: str, reason: str, seen_version: int | None = None, at: datetime
) -> Listing:
    """Off sale by staff, with a reason the household reads. From now on each publishing of it is looked at
    first. `seen_version` as in `approve`.
    """
    words = tidy_line(reason)[:300]
    if not words:
        raise ReasonMissing
    listing = _for_staff(person, listing_key, seen_version)
    move(listing, ListingState.UNPUBLISHED, reason=words)
    listing.watched = True
    save(listing)
    announce(ListingUnpublished(aggregate_key=listing.key, version=listing.version, reason=words))
    audit(person=person, listing=listing, action="unpublished", at=at, reason=words)
    _tell(listing, "listing_unpublished", _("Nhà Nông: tin “%(title)s” bị gỡ. Lý do: %(reason)s"), at)
    return listing


@transaction.atomic
def set_certificates(*, person: Person, listing_key: str, certificates: str, at: datetime) -> Listing:
    """Words for chips ("VietGAP · OCOP 4 sao"), by staff who have seen the papers."""
    listing = _for_staff(person, listing_key)
    listing.certificates = tidy_line(certificates)[:120]
    save(listing)
    audit(person=person, listing=listing, action="certified", at=at, certificates=listing.certificates)
    return listing


def _for_staff(person: Person, listing_key: str, seen_version: int | None = None) -> Listing:
    """A stranger does not learn whether it exists; its own people learn that this is not theirs to decide."""
    listing = listing_to_change(person=person, key=listing_key)
    if not person.is_staff:
        raise NotAllowed
    if seen_version not in (None, listing.version):
        raise ListingChanged
    return listing


def _tell(listing: Listing, kind: str, text: "_StrPromise", at: datetime) -> None:
    """In the language of the household's owner, whatever language staff work in."""
    with override(language_of(household_id=listing.household_id)):
        words = str(text) % {"title": listing.title, "reason": listing.state_reason}
    send(to=listing.household.telephone, kind=kind, text=words, at=at)

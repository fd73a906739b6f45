""" "Bán tiếp như hôm qua", and last year's listing once more."""

from datetime import date, datetime

from django.db import transaction

from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing, Photo, PriceTier
from marketplace.catalogue.operations.lots import add_stock
from marketplace.catalogue.operations.publishing import publish
from marketplace.catalogue.operations.writing import audit
from marketplace.catalogue.queries import listing_for, photos_by_listing, tiers_by_listing
from marketplace.catalogue.refusals import ListingTakenDown
from marketplace.catalogue.slugs import slug_of
from marketplace.people.rules import Person


@transaction.atomic
def copy_listing(
    *, person: Person, listing_key: str, quantity: int, harvested_on: date, at: datetime, plot_key: str = ""
) -> Listing:
    """Sell the same again: a new lot, and on sale at once with the checks of `publish`.

    On the same listing where it still lives; on a copy of it (text, photos, price, tiers) where it has ended.
    ListingTakenDown where staff took it down: that is corrected, not copied.
    """
    listing = listing_for(person=person, key=listing_key, lock=True)
    if listing.state == ListingState.UNPUBLISHED:
        raise ListingTakenDown
    if listing.state == ListingState.ENDED:
        listing = _again(listing, at)
        audit(person=person, listing=listing, action="copied", at=at, from_listing=listing_key)
    add_stock(
        person=person,
        listing_key=listing.key,
        quantity=quantity,
        harvested_on=harvested_on,
        plot_key=plot_key,
        at=at,
    )
    return publish(person=person, listing_key=listing.key, at=at)


_NEW = {"id", "key", "slug", "state", "state_reason", "pause_reason", "version", "created_at", "published_at"}
_OF_THE_YEAR = {"harvest_from", "harvest_to", "certificates"}


def _again(old: Listing, at: datetime) -> Listing:
    """A draft with everything of the old one that holds in another year."""
    kept = [field.attname for field in Listing._meta.concrete_fields if field.name not in _NEW | _OF_THE_YEAR]
    listing = Listing(created_at=at, **{name: getattr(old, name) for name in kept})
    listing.slug = slug_of(title=listing.title, key=listing.key)
    listing.save()
    PriceTier.objects.bulk_create(
        PriceTier(listing=listing, minimum=tier.minimum, unit_price=tier.unit_price)
        for tier in tiers_by_listing([old.pk])[old.pk]
    )
    Photo.objects.bulk_create(_again_photo(photo, listing) for photo in photos_by_listing([old.pk])[old.pk])
    return listing


def _again_photo(photo: Photo, listing: Listing) -> Photo:
    """The same files under another row; `remove_photo` deletes files only when the last row is gone."""
    return Photo(
        household_id=photo.household_id,
        listing=listing,
        position=photo.position,
        state=photo.state,
        base=photo.base,
        ground=photo.ground,
        alt=photo.alt,
        width=photo.width,
        height=photo.height,
        uploaded_at=photo.uploaded_at,
    )

"""Drafts: kept from the first thing a seller says about them, and corrected at any time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from django.db import transaction

from kernel.places.queries import commune
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.fields import ListingFields, lay
from marketplace.catalogue.models import Listing, Lot, PriceTier
from marketplace.catalogue.operations.photos import place_photos
from marketplace.catalogue.operations.publishing import find_claims, put_on_sale
from marketplace.catalogue.operations.writing import audit, listing_to_change, save
from marketplace.catalogue.prices import Tier, check_tiers
from marketplace.catalogue.slugs import slug_of
from marketplace.households.queries import household_for
from marketplace.people.rules import Person


@transaction.atomic
def draft_listing(
    *, person: Person, household_key: str, at: datetime, **fields: Unpack[ListingFields]
) -> Listing:
    """A draft of `commodity_code` (required). Title, unit, factor, minimum, step and place have defaults to
    begin with.

    A household that is not verified yet may keep as many as it likes.
    """
    household = household_for(person=person, key=household_key)
    place = commune(household.commune_code)
    listing = Listing(
        household=household, commune_code=place.code, province_code=place.province_code, created_at=at
    )
    lay(listing, ListingFields(**{"commodity_code": "", **fields}))
    listing.slug = slug_of(title=listing.title, key=listing.key)
    listing.save()
    _lay_rows(listing, fields)
    audit(person=person, listing=listing, action="drafted", at=at, commodity=listing.commodity_id)
    return listing


@transaction.atomic
def update_listing(
    *, person: Person, listing_key: str, at: datetime, **fields: Unpack[ListingFields]
) -> Listing:
    """Correct what is given. What is on sale must stay fit for sale (ListingNotReady) and is looked at
    again when its text newly claims to heal.
    """
    listing = listing_to_change(person=person, key=listing_key)
    lay(listing, fields, has_lots=Lot.objects.filter(listing=listing).exists())
    if listing.published_at is None:
        listing.slug = slug_of(title=listing.title, key=listing.key)
    _lay_rows(listing, fields)
    if listing.state == ListingState.PUBLISHED:
        put_on_sale(listing, at=at)
    elif listing.state == ListingState.IN_REVIEW:
        find_claims(listing)  # staff read, and clear, what it says now
    save(listing)
    audit(person=person, listing=listing, action="updated", at=at, fields=" ".join(sorted(fields)))
    return listing


def set_tiers(listing: Listing, tiers: Sequence[Tier]) -> None:
    """Replace the price tiers. TiersInDisorder, TooManyTiers."""
    rising = check_tiers(listing=listing, tiers=tiers)
    PriceTier.objects.filter(listing=listing).delete()
    PriceTier.objects.bulk_create(
        PriceTier(listing=listing, minimum=tier.minimum, unit_price=tier.unit_price) for tier in rising
    )


def _lay_rows(listing: Listing, fields: ListingFields) -> None:
    if "tiers" in fields:
        set_tiers(listing, fields["tiers"])
    if "photo_keys" in fields:
        place_photos(listing, fields["photo_keys"])

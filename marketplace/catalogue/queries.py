"""Reads of the catalogue. `*_by_listing` and `*_by_ids` answer for many listings with one statement: for
data loaders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet, Sum

from kernel.clock import local_day
from kernel.errors import NotFound
from marketplace.catalogue.enums import ListingState, LotState, PhotoState
from marketplace.catalogue.models import Listing, Lot, Photo, PriceTier, StockReservation
from marketplace.households.enums import HouseholdState
from marketplace.households.queries import household_for
from marketplace.households.rules import acts_for
from marketplace.people.rules import Person

ON_SALE = Q(state=ListingState.PUBLISHED, household__state=HouseholdState.VERIFIED)


@dataclass(frozen=True, slots=True)
class Stock:
    """What of a listing can be had now, in base units; days of the lot that goes first (None keeps for
    ever).
    """

    available: int
    lots: int
    harvested_on: date | None
    expires_on: date | None


NO_STOCK = Stock(available=0, lots=0, harvested_on=None, expires_on=None)


def listings_by_ids(ids: Sequence[int]) -> dict[int, Listing]:
    """In any state, with their households; order them as you found the ids."""
    return Listing.objects.select_related("household").in_bulk(ids)


def ids_on_sale_of(*, household_id: int, limit: int) -> list[int]:
    """What a household sells, newest first."""
    listings = Listing.objects.filter(ON_SALE, household=household_id).order_by("-published_at", "-pk")
    return list(listings.values_list("pk", flat=True)[:limit])


def sellable_lots(*, at: datetime) -> QuerySet[Lot]:
    """Open, not sold out, not past their last good day: what `stock.reserve` draws from."""
    fresh = Q(expires_on=None) | Q(expires_on__gte=local_day(at))
    return Lot.objects.filter(fresh, state=LotState.OPEN, available__gt=0)


def stock_by_listing(ids: Sequence[int], *, at: datetime) -> dict[int, Stock]:
    """Every id has an entry; NO_STOCK where nothing is left."""
    rows = (
        sellable_lots(at=at)
        .filter(listing__in=ids)
        .values("listing")
        .annotate(
            sum=Sum("available"), lots=Count("pk"), harvested=Min("harvested_on"), expires=Min("expires_on")
        )
        .order_by("listing")
    )
    found = {row["listing"]: Stock(row["sum"], row["lots"], row["harvested"], row["expires"]) for row in rows}
    return {listing_id: found.get(listing_id, NO_STOCK) for listing_id in ids}


def tiers_by_listing(ids: Sequence[int]) -> dict[int, list[PriceTier]]:
    """Price tiers by rising minimum; every id has an entry."""
    tiers: dict[int, list[PriceTier]] = {listing_id: [] for listing_id in ids}
    for tier in PriceTier.objects.filter(listing__in=ids).order_by("listing", "minimum"):
        tiers[tier.listing_id].append(tier)
    return tiers


def photos_by_listing(ids: Sequence[int], *, every: bool = False) -> dict[int, list[Photo]]:
    """Photos in their order, the finished ones (`every`: also those being made and broken, for their
    household).
    """
    photos: dict[int, list[Photo]] = {listing_id: [] for listing_id in ids}
    rows = Photo.objects.filter(Q() if every else Q(state=PhotoState.READY), listing__in=ids)
    for photo in rows.order_by("listing", "position", "pk"):
        if photo.listing_id is not None:
            photos[photo.listing_id].append(photo)
    return photos


def covers_by_listing(ids: Sequence[int]) -> dict[int, Photo]:
    """The first finished photo of each listing that has one."""
    rows = Photo.objects.filter(state=PhotoState.READY, listing__in=ids).distinct("listing")
    covers = rows.order_by("listing", "position", "pk")
    return {photo.listing_id: photo for photo in covers if photo.listing_id is not None}


def listing_for(*, person: Person, key: str, lock: bool = False) -> Listing:
    """NotFound unless the person may act for its household. `lock` locks the listing, inside a
    transaction.
    """
    listings = Listing.objects.filter(acts_for(person, household="household_id"), key=key).select_related(
        "household"
    )
    listing = (listings.select_for_update(of=("self",), no_key=True) if lock else listings).first()
    if listing is None:
        raise NotFound
    return listing


def lot_for(*, person: Person, key: str) -> Lot:
    lots = Lot.objects.filter(acts_for(person, household="household_id"), key=key)
    lot = lots.select_related("listing__household").first()
    if lot is None:
        raise NotFound
    return lot


def own_listings(*, person: Person, household_key: str, states: Sequence[str] = ()) -> QuerySet[Listing]:
    """A household's own listings in every state (or these); in the order and as many as the caller takes.
    NotFound for strangers.
    """
    household = household_for(person=person, key=household_key)
    listings = Listing.objects.filter(Q(state__in=states) if states else Q(), household=household)
    return listings.select_related("household")


def listings_of_household(*, person: Person, household_key: str, states: Sequence[str] = ()) -> list[Listing]:
    """The same, newest first."""
    listings = own_listings(person=person, household_key=household_key, states=states)
    return list(listings.order_by("-created_at", "-pk"))


def photo_to_show(*, person: Person, key: str) -> Photo:
    """A finished photo of what is on sale, for everybody; any other for who may act for its household."""
    on_sale = Q(
        state=PhotoState.READY,
        listing__state=ListingState.PUBLISHED,
        listing__household__state=HouseholdState.VERIFIED,
    )
    photo = Photo.objects.filter(on_sale | acts_for(person, household="household_id"), key=key).first()
    if photo is None:
        raise NotFound
    return photo


def lot_to_show(*, person: Person, key: str, at: datetime) -> Lot:
    """What can be bought, for everybody; any other lot for who may act for its household."""
    buyable = Q(
        pk__in=sellable_lots(at=at).filter(key=key).values("pk"),
        listing__state=ListingState.PUBLISHED,
        household__state=HouseholdState.VERIFIED,
    )
    lot = Lot.objects.filter(buyable | acts_for(person, household="household_id"), key=key).first()
    if lot is None:
        raise NotFound
    return lot


def sellable_by_listing(ids: Sequence[int], *, at: datetime) -> dict[int, list[Lot]]:
    """The lots that can be bought from, first expiring first; every id has an entry."""
    lots: dict[int, list[Lot]] = {listing_id: [] for listing_id in ids}
    for lot in sellable_lots(at=at).filter(listing__in=ids).order_by("listing", "expires_on", "pk"):
        lots[lot.listing_id].append(lot)
    return lots


def loose_photos_of(*, person: Person, household_key: str) -> list[Photo]:
    """Uploaded and not yet on a listing: a draft begins with one. Newest first."""
    household = household_for(person=person, key=household_key)
    photos = Photo.objects.filter(household=household, listing=None).exclude(state=PhotoState.BROKEN)
    return list(photos.order_by("-uploaded_at", "-pk"))


def lots_of(*, listing_id: int) -> list[Lot]:
    """Every lot of a listing, the newest harvest first."""
    return list(Lot.objects.filter(listing=listing_id).order_by("-harvested_on", "-pk"))


def lots_by_reference(references: Sequence[str]) -> dict[str, list[Lot]]:
    """Which lots an order line draws on (held or taken), first expiring first; every reference has an
    entry.
    """
    lots: dict[str, list[Lot]] = {reference: [] for reference in references}
    rows = StockReservation.objects.filter(reference__in=references, state__in=["held", "taken"])
    for row in rows.select_related("lot").order_by("lot__expires_on", "lot_id"):
        lots[row.reference].append(row.lot)
    return lots


def listings_waiting() -> QuerySet[Listing]:
    """For staff: in review, the longest waiting first."""
    return (
        Listing.objects.filter(state=ListingState.IN_REVIEW)
        .select_related("household")
        .order_by("created_at", "pk")
    )

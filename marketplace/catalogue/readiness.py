"""What keeps a listing from being on sale: one refusal per field, in the order of the form."""

from datetime import datetime

from kernel.clock import local_day
from kernel.errors import Refusal
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.models import Listing, Photo, PriceTier
from marketplace.catalogue.prices import Tier, check_tiers, price_problem
from marketplace.catalogue.queries import stock_by_listing
from marketplace.catalogue.refusals import (
    HarvestOver,
    ListingNotReady,
    PhotoMissing,
    StockBelowMinimum,
    StockMissing,
    TitleMissing,
)


def publish_problems(*, listing: Listing, at: datetime) -> list[Refusal]:
    """Empty when it could go on sale. Texts were checked when they were written."""
    found = [
        _photo_problem(listing),
        None if listing.title else TitleMissing(),
        price_problem(listing) or _tier_problem(listing),
        _stock_problem(listing, at),
        HarvestOver() if listing.harvest_to and listing.harvest_to < local_day(at) else None,
    ]
    return [problem for problem in found if problem]


def check_ready(*, listing: Listing, at: datetime) -> None:
    if problems := publish_problems(listing=listing, at=at):
        raise ListingNotReady(problems=problems)


def _photo_problem(listing: Listing) -> Refusal | None:
    """A photo that a worker is still making will do."""
    usable = Photo.objects.filter(listing=listing).exclude(state=PhotoState.BROKEN)
    return None if usable.exists() else PhotoMissing()


def _tier_problem(listing: Listing) -> Refusal | None:
    tiers = PriceTier.objects.filter(listing=listing).order_by("minimum")
    try:
        check_tiers(listing=listing, tiers=[Tier(tier.minimum, tier.unit_price) for tier in tiers])
    except Refusal as problem:
        return problem
    return None


def _stock_problem(listing: Listing, at: datetime) -> Refusal | None:
    """Stock past its last good day is no stock, so the day is asked here too."""
    available = stock_by_listing([listing.pk], at=at)[listing.pk].available
    if not available:
        return StockMissing()
    return StockBelowMinimum() if available < listing.minimum else None

"""The market's front: what is in season, what grows when, what is near, what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.clock import local_day, now
from kernel.places.queries import commune, provinces
from marketplace.catalogue.cards import Listed, listed_by_ids
from search.queries import SearchRequest, search
from search.request import Filters
from web.cards import card_of
from web.components import ListingCard
from web.groups import group_tiles
from web.http import HouseRequest
from web.seasons import in_season, seasons_of
from web.views.buyer.place import kept_code

ROW, HALF_ROW, LOOKED_AT, NEIGHBOURS = 8, 4, 48, 5


@dataclass(frozen=True, slots=True)
class Shelves:
    """Three rows of the front, no listing twice."""

    season: Sequence[ListingCard]
    near: Sequence[ListingCard]
    fresh: Sequence[ListingCard]


@require_safe
def show(request: HouseRequest) -> HttpResponse:
    at, place = now(), kept_code(request)
    today = local_day(at)
    words = {
        "month": today.month,
        "shelves": shelves_of(today=today, place=place, at=at),
        "near_provinces": neighbours(place),
        "near_name": commune(place).province_name if place else "",
        "seasons": seasons_of(today),
        "groups": group_tiles(),
        "bar": "market",
    }
    return render(request, "buyer/front.html", words)


def shelves_of(*, today: date, place: str, at: datetime) -> Shelves:
    """At most four statements: three searches, and the listings."""
    season = _ids(Filters(commodities=in_season(today), in_stock_only=True), at=at)
    near = _ids(Filters(provinces=neighbours(place), in_stock_only=True), at=at) if place else []
    fresh = _ids(Filters(in_stock_only=True), at=at)
    listings = listed_by_ids(sorted({*season, *near, *fresh}), at=at)
    taken: set[int] = set()
    rows = [
        choose(ids, listings, most=most, taken=taken)
        for ids, most in ((season, ROW), (near, HALF_ROW), (fresh, HALF_ROW))
    ]
    return Shelves(*([card_of(listings[one], place_code=place, at=at) for one in row] for row in rows))


def choose(ids: Sequence[int], listings: Mapping[int, Listed], *, most: int, taken: set[int]) -> list[int]:
    """One of each kind first, then seconds, so that a row is not all lychee; adds what it took to `taken`."""
    free = [one for one in ids if one in listings and one not in taken]
    kinds: set[str] = set()
    firsts: list[int] = []
    for one in free:
        if listings[one].commodity_id not in kinds:
            kinds.add(listings[one].commodity_id)
            firsts.append(one)
    row = (firsts + [one for one in free if one not in firsts])[:most]
    taken.update(row)
    return row


def neighbours(place: str) -> list[str]:
    """The province of the commune and the next ones, by the distance of their middles."""
    if not place:
        return []
    here = commune(place)
    near = sorted(
        provinces(),
        key=lambda one: (one.latitude - here.latitude) ** 2 + (one.longitude - here.longitude) ** 2,
    )
    others = [one.code for one in near if one.code != here.province_code]
    return [here.province_code, *others][:NEIGHBOURS]


def _ids(filters: Filters, *, at: datetime) -> list[int]:
    result = search(request=SearchRequest(filters=filters, size=LOOKED_AT), at=at)
    return [hit.listing_id for hit in result.hits]

"""A search request as one query of Elasticsearch: the page, the total and the facets in one call."""

import struct
from datetime import date
from math import isfinite
from typing import Any

from elasticsearch.dsl import Search

from search.elastic import matching, narrowing
from search.enums import Sort
from search.request import ELASTIC, Place, SearchRequest
from search.words import Words

DISTANCE = "_geo_distance"
_ORDERS = {
    Sort.NEWEST: ("published_at", "desc"),
    Sort.CHEAPEST: ("price_per_kg", "asc"),
    Sort.DEAREST: ("price_per_kg", "desc"),
    Sort.NEAREST: (DISTANCE, "asc"),
}
_HIGHEST = 0x7F7FFFFF  # the bits of the highest float
FARTHEST = 10**18 - 1
_NEXT_TO_NOTHING = 0x3F50_0000_0000_0000  # the bits of 2^-10
_LEAST_IN_STOCK = matching.IN_STOCK / 2**25  # scores lie within 2^-25 and 2^35


def build(*, request: SearchRequest, words: Words, today: date, relaxed: bool = False) -> Search:
    """One hit more than `size` is asked for, to see whether more follow. `relaxed`: any word is enough."""
    always, chosen = narrowing.always(request.filters), narrowing.chosen(request.filters)
    counted = request.counted if request.facets else ()
    always |= {name: chosen.pop(name) for name in list(chosen) if name not in counted}
    search = Search().query(
        matching.query(
            words,
            list(always.values()),
            today=today,
            relaxed=relaxed,
            ranked=_is_ranked(request),
            here=request.here,
        )
    )
    if chosen:
        search = search.post_filter("bool", filter=list(chosen.values()))
    if request.facets:
        narrowing.count_facets(search, request.filters, chosen, counted, today=today)
    return _page(search, request)


def _page(search: Search, request: SearchRequest) -> Search:
    field, direction = order_of(request)
    ways = [(field, direction), ("listing_id", direction)]
    if field != "_score":  # which holds it: matching.IN_STOCK
        ways.insert(0, ("in_stock", "desc"))
    search = search.sort(*[{name: _sorted(name, way, request)} for name, way in ways])
    if request.after is not None:
        search = search.extra(search_after=_sort_values(request.after, field))
    return search.extra(
        size=request.size + 1, track_total_hits=request.total, _source=False, stored_fields="_none_"
    )


def _sorted(field: str, direction: str, request: SearchRequest) -> dict[str, Any]:
    if field != DISTANCE or request.here is None:
        return {"order": direction}
    point = {"lat": request.here.latitude, "lon": request.here.longitude}
    return {"location": point, "order": direction, "unit": "m", "distance_type": "arc"}


def order_of(request: SearchRequest) -> tuple[str, str]:
    """The field and the direction that hits are sorted by, after what is in stock."""
    if _is_ranked(request):
        return "_score", "desc"
    return _ORDERS[Sort.NEWEST if _asked(request) is Sort.BEST else request.sort]


def _asked(request: SearchRequest) -> Sort:
    return Sort.BEST if request.sort is Sort.NEAREST and request.here is None else request.sort


def _is_ranked(request: SearchRequest) -> bool:
    return _asked(request) is Sort.BEST and bool(request.text.strip())


def place_of(sort_values: list[Any], field: str) -> Place:
    """A hit's sort values as whole numbers; a score by its bits, so that the next page begins just there."""
    if field == "_score":
        score, listing = sort_values
        bits = struct.unpack("<i", struct.pack("<f", score))[0]
        return ELASTIC + int(score >= _LEAST_IN_STOCK), bits, int(listing)
    stock, value, listing = sort_values
    number = _bits_of_metres(float(value)) if field == DISTANCE else int(value)
    return ELASTIC + int(stock), number, int(listing)


def _sort_values(place: Place, field: str) -> list[Any]:
    if field == "_score":
        return [_score(place[1]), place[2]]
    return [bool(place[0] % ELASTIC), _metres(place[1]) if field == DISTANCE else place[1], place[2]]


def _bits_of_metres(metres: float) -> int:
    """Metres as their bits, so that the next page begins just there; counted from a millimetre on, so that
    they fit into a cursor. Where the place of a listing is unknown they are infinite.
    """
    if not isfinite(metres):
        return FARTHEST
    return max(_double_bits(metres) - _NEXT_TO_NOTHING, 0)


def _metres(number: int) -> float | str:
    if number >= FARTHEST:
        return "Infinity"
    if number <= 0:
        return 0.0
    return float(struct.unpack("<d", struct.pack("<q", number + _NEXT_TO_NOTHING))[0])


def _double_bits(value: float) -> int:
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def _score(bits: int) -> float:
    """Whatever number a stranger's cursor holds, a score that can be."""
    possible = min(max(bits, 0), _HIGHEST)
    return float(struct.unpack("<f", struct.pack("<i", possible))[0])

"""A search request as one query of Elasticsearch: the page, the total and the facets in one call."""

import struct
from collections.abc import Mapping
from datetime import date
from typing import Any

from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query

from search.elastic import matching
from search.enums import Sort
from search.request import COLUMNS, ELASTIC, FACETS, Filters, Place, SearchRequest
from search.words import Words

MOST_VALUES = 500  # of one facet; there are fewer commodities and provinces
_ORDERS = {
    Sort.NEWEST: ("published_at", "desc"),
    Sort.CHEAPEST: ("price_per_kg", "asc"),
    Sort.DEAREST: ("price_per_kg", "desc"),
}
_HIGHEST = 0x7F7FFFFF  # the bits of the highest float
_LEAST_IN_STOCK = matching.IN_STOCK / 2**25  # scores lie within 2^-25 and 2^35


def build(*, request: SearchRequest, words: Words, today: date, relaxed: bool = False) -> Search:
    """One hit more than `size` is asked for, to see whether more follow. `relaxed`: any word is enough."""
    facets = _clauses(request.filters, FACETS)
    always = _clauses(request.filters, [name for name in COLUMNS if name not in FACETS])
    if request.filters.in_stock_only:
        always["in_stock"] = Q("term", in_stock=True)
    if not request.facets:
        always, facets = always | facets, {}
    search = Search().query(
        matching.query(words, list(always.values()), today=today, relaxed=relaxed, ranked=_is_ranked(request))
    )
    if facets:
        search = search.post_filter("bool", filter=list(facets.values()))
    if request.facets:
        _count_facets(search, facets)
    return _page(search, request)


def _clauses(filters: Filters, names: Any) -> dict[str, Query]:
    return {
        name: Q("terms", **{COLUMNS[name]: list(getattr(filters, name))})
        for name in names
        if getattr(filters, name)
    }


def _count_facets(search: Search, chosen: Mapping[str, Query]) -> None:
    """Values of each facet, counted with the other filters as they are."""
    for name in FACETS:
        others = [clause for other, clause in chosen.items() if other != name]
        counted = (
            search.aggs.bucket(name, "filter", filter=Q("bool", filter=others)) if others else search.aggs
        )
        counted.bucket("values" if others else name, "terms", field=COLUMNS[name], size=MOST_VALUES)


def _page(search: Search, request: SearchRequest) -> Search:
    field, direction = order_of(request)
    ways = [(field, direction), ("listing_id", direction)]
    if field != "_score":  # which holds it: matching.IN_STOCK
        ways.insert(0, ("in_stock", "desc"))
    search = search.sort(*[{name: {"order": way}} for name, way in ways])
    if request.after is not None:
        search = search.extra(search_after=_sort_values(request.after, field))
    return search.extra(
        size=request.size + 1, track_total_hits=request.total, _source=False, stored_fields="_none_"
    )


def order_of(request: SearchRequest) -> tuple[str, str]:
    """The field and the direction that hits are sorted by, after what is in stock."""
    if _is_ranked(request):
        return "_score", "desc"
    return _ORDERS[Sort.NEWEST if request.sort is Sort.BEST else request.sort]


def _is_ranked(request: SearchRequest) -> bool:
    return request.sort is Sort.BEST and bool(request.text.strip())


def place_of(sort_values: list[Any], field: str) -> Place:
    """A hit's sort values as whole numbers; a score by its bits, so that the next page begins just there."""
    if field == "_score":
        score, listing = sort_values
        bits = struct.unpack("<i", struct.pack("<f", score))[0]
        return ELASTIC + int(score >= _LEAST_IN_STOCK), bits, int(listing)
    stock, value, listing = sort_values
    return ELASTIC + int(stock), int(value), int(listing)


def _sort_values(place: Place, field: str) -> list[Any]:
    if field == "_score":
        return [_score(place[1]), place[2]]
    return [bool(place[0] % ELASTIC), place[1], place[2]]


def _score(bits: int) -> float:
    """Whatever number a stranger's cursor holds, a score that can be."""
    possible = min(max(bits, 0), _HIGHEST)
    return float(struct.unpack("<f", struct.pack("<i", possible))[0])

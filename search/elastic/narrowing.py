"""Filters and facets in Elasticsearch: the same as search.narrowing's."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query

from logistics.carriers.quotes import Way
from logistics.carriers.reach import Origin
from search.delivery import Delivery, most_net_g
from search.harvests import Harvest, harvests
from search.request import COLUMNS, FACETS, MOST_VALUES, Filters


def always(filters: Filters) -> dict[str, Query]:
    """Filters that no facet counts."""
    found = {
        name: _values(filters, name) for name in COLUMNS if name not in FACETS and getattr(filters, name)
    }
    if filters.in_stock_only:
        found["in_stock"] = Q("term", in_stock=True)
    return found


def chosen(filters: Filters) -> dict[str, Query]:
    """Filters by the facet that counts their values."""
    found = {name: _values(filters, name) for name in FACETS if name in COLUMNS and getattr(filters, name)}
    if filters.harvest:
        found["harvests"] = _harvested(filters.harvest)
    if filters.delivery and filters.delivery.by:
        found["deliveries"] = _arrives(filters.delivery, filters.delivery.by)
    return found


def _values(filters: Filters, name: str) -> Query:
    return Q("terms", **{COLUMNS[name]: list(getattr(filters, name))})


def count_facets(
    search: Search, filters: Filters, after: Mapping[str, Query], counted: Sequence[str], *, today: date
) -> None:
    """Values of each facet of `counted`, with the other filters as they are: those that the query has, and
    those `after` it.
    """
    for name in counted:
        if (way := _counted(name, filters, today)) is None:
            continue
        others = [clause for other, clause in after.items() if other != name]
        within = (
            search.aggs.bucket(name, "filter", filter=Q("bool", filter=others)) if others else search.aggs
        )
        within.bucket("values" if others else name, **way)


def _counted(name: str, filters: Filters, today: date) -> dict[str, Any] | None:
    if name in COLUMNS:
        return {"agg_type": "terms", "field": COLUMNS[name], "size": MOST_VALUES}
    if name == "harvests":
        return _filters({key: _harvested(window) for key, window in harvests(today).items()})
    delivery = filters.delivery
    if delivery is None or not delivery.days:
        return None
    return _filters({day.isoformat(): _arrives(delivery, day) for day in delivery.days})


def _filters(queries: Mapping[str, Query]) -> dict[str, Any]:
    return {"agg_type": "filters", "filters": dict(queries)}


def read_facets(counted: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Counts by facet and value; values that nothing has are left out."""
    found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for name in FACETS:
        if name in counted:
            buckets = counted[name].get("values", counted[name])["buckets"]
            found[name] = {key: hits for key, hits in _pairs(buckets) if key and hits}
    return found


def _pairs(buckets: Any) -> Iterator[tuple[str, int]]:
    if isinstance(buckets, Mapping):
        return ((key, bucket["doc_count"]) for key, bucket in buckets.items())
    return ((bucket["key"], bucket["doc_count"]) for bucket in buckets)


def _harvested(harvest: Harvest) -> Query:
    first, last = harvest.first.isoformat(), harvest.last.isoformat()
    if harvest.picked:
        return Q("range", harvested_on={"gte": first, "lte": last})
    return Q(
        "bool",
        filter=[Q("range", harvest_from={"lte": last}), Q("range", harvest_to={"gte": first})],
    )


def _arrives(delivery: Delivery, by: date) -> Query:
    """In stock, and some way from where it is arrives by that day."""
    special = [code for origin in delivery.reach.communes for code in origin.codes]
    elsewhere = [Q("terms", sends_from=special)] if special else []
    roads = [*_roads("sends_from", delivery.reach.communes, delivery, by)]
    roads += _roads("sends_from_province", delivery.reach.provinces, delivery, by, but=elsewhere)
    return Q("bool", filter=[Q("term", in_stock=True), Q("bool", should=roads or [Q("match_none")])])


def _roads(
    field: str, origins: Sequence[Origin], delivery: Delivery, by: date, but: Sequence[Query] = ()
) -> Iterator[Query]:
    for origin in origins:
        if ways := [_fits(way, delivery) for way in origin.ways if way.arrives_on <= by]:
            here = [Q("terms", **{field: list(origin.codes)}), Q("bool", should=ways)]
            yield Q("bool", filter=here, must_not=list(but))


def _fits(way: Way, delivery: Delivery) -> Query:
    keeps = [
        Q("range", expires_on={"gte": way.good_until.isoformat()}),
        Q("bool", must_not=[Q("exists", field="expires_on")]),
    ]
    light = Q("range", minimum_g={"lte": most_net_g(way.up_to_g)})
    warm = [] if way.chills else [Q("terms", commodity_code=list(delivery.chilled))]
    return Q("bool", filter=[Q("bool", should=keeps), light], must_not=warm)

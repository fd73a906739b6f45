"""The PostgreSQL engine: one statement for the page, one for the facets.

Where words were typed, the first CAP matches are ranked (ts_rank reads every match, and nobody reads past
a thousand). Sold-out listings come last, never hidden.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from search import narrowing, scoring, tsquery
from search.distance import METRES, Point, communes_by_distance
from search.enums import Sort
from search.request import FACETS, Filters, Hit, Place
from search.words import Words

CAP = 2_000
_EVERY = "folded @@ to_tsquery('simple', %(every)s)"
_PLAIN = "folded @@ to_tsquery('simple', %(plain)s)"
_EXACT = "exact @@ to_tsquery('simple', %(exact)s)"
_SOME = "folded @@ to_tsquery('simple', %(some)s)"
_MEANT = "commodity_code = ANY(%(codes)s)"
_MICROSECONDS = "(extract(epoch FROM published_at) * 1000000)::bigint"
_PARAMETER = re.compile(r"%\((\w+)\)s")
_SINCE_EPOCH = "timestamptz 'epoch' + %(after_value)s * interval '1 microsecond'"


class _Order(NamedTuple):
    """What rows are sorted by; how its value is read for a cursor, and how a cursor's value is bound."""

    value: str
    direction: str
    read: str
    bound: str = "%(after_value)s"


_ORDERS = {
    Sort.NEWEST: _Order("published_at", "DESC", _MICROSECONDS, _SINCE_EPOCH),
    Sort.CHEAPEST: _Order("price_per_kg", "ASC", "price_per_kg"),
    Sort.DEAREST: _Order("price_per_kg", "DESC", "price_per_kg"),
    Sort.NEAREST: _Order(METRES, "ASC", METRES),
}

_ROUNDED_KM = 0.002
"""Places are sorted by whole metres: what is closer to one another than two may be the same one."""


def _matches(words: Words, *, relaxed: bool) -> str:
    """Accents that were typed are meant, unless the seller wrote none or offers what was meant."""
    if relaxed:
        return f"({_SOME} OR {_MEANT})" if words.codes else _SOME
    ways = [f"({_PLAIN} AND bare)" if words.has_accents else _PLAIN]
    if words.has_accents:
        ways.append(f"({_EVERY} AND {_EXACT})")
    if words.codes:
        ways.append(f"({_EVERY} AND {_MEANT})")
    return f"({' OR '.join(ways)})"


def _where(
    words: Words, filters: Filters, *, relaxed: bool = False, without: str = ""
) -> tuple[str, dict[str, Any]]:
    clauses, values = narrowing.clauses(filters, without=without)
    if words:
        clauses.insert(0, _matches(words, relaxed=relaxed))
        values |= tsquery.texts(words)._asdict() | scoring.values(words)
    return " AND ".join(clauses) or "TRUE", values


def find(
    *,
    words: Words,
    filters: Filters,
    sort: Sort,
    size: int,
    after: Place | None,
    today: date,
    here: Point | None = None,
    relaxed: bool = False,
) -> list[Hit]:
    """Up to `size` hits after the place `after`."""
    order = _order(words, sort, here, relaxed)
    where, values = _where(words, filters, relaxed=relaxed)
    values |= {"month": today.month, "today": today, "size": size}
    values |= here._asdict() if here else {}
    if relaxed:
        values |= {f"slot{number}": tsquery.of_slot(slot) for number, slot in enumerate(words.slots)}
    source, rest = "search_entry", where
    if words:
        source, rest = f"(SELECT * FROM search_entry WHERE {where} LIMIT {CAP}) capped", "TRUE"
    if after is not None:
        values |= {"after_stock": bool(after[0]), "after_value": after[1], "after_id": after[2]}
        rest += _past(order)
    page = _page(source, rest, order)
    if order is _ORDERS[Sort.NEAREST] and here and not words:
        values |= {"from_near": _from_near(here, after)}
        page = _near_first(page, rest, order)
    with connection.cursor() as cursor:
        cursor.execute(page, values)
        return [Hit(row[0], (row[1], row[2], row[0])) for row in cursor.fetchall()]


def _page(source: str, where: str, order: _Order) -> str:
    return (
        f"SELECT listing_id, in_stock::int AS stocked, {order.read} AS place FROM {source} WHERE {where}"
        f" ORDER BY in_stock DESC, {order.value} {order.direction}, listing_id {order.direction}"
        " LIMIT %(size)s"
    )


def _near_first(everywhere: str, where: str, order: _Order) -> str:
    """Commune after commune, the nearest first, each by its index, until a page is full: a nested loop under
    a LIMIT reads no farther. All rows only where what is in stock anywhere fills none.

    All listings of a commune are equally far, and communes that are equally far are read together, so none
    that comes before is left out.
    """
    in_one = (
        f"SELECT listing_id, in_stock::int AS stocked, {order.read} AS place FROM search_entry"
        " WHERE commune_code = ANY(string_to_array(equal.codes, ',')) AND in_stock AND latitude IS NOT NULL"
        f" AND {where}"
        f" ORDER BY {order.value}, listing_id LIMIT %(size)s"
    )
    return (
        f"WITH close AS MATERIALIZED (SELECT near.* FROM unnest(%(from_near)s::text[]) AS equal (codes)"
        f" CROSS JOIN LATERAL ({in_one}) near LIMIT %(size)s),"
        " few AS (SELECT count(*) < %(size)s AS so FROM close)"
        f" SELECT * FROM close WHERE NOT (SELECT so FROM few)"
        f" UNION ALL SELECT * FROM ({everywhere}) everywhere WHERE (SELECT so FROM few)"
        " ORDER BY stocked DESC, place, listing_id"
    )


def _from_near(here: Point, after: Place | None) -> list[str]:
    """All communes by their distance, from the one on where the last page ended; equally far ones as one."""
    begin = after[1] / 1000 - _ROUNDED_KM if after and after[0] else 0.0
    equal, last = list[list[str]](), 0.0
    for km, code in communes_by_distance(here):
        if km < begin:
            continue
        if equal and km - last < _ROUNDED_KM:
            equal[-1].append(code)
        else:
            equal.append([code])
        last = km
    return [",".join(codes) for codes in equal]


def _past(order: _Order) -> str:
    sign = "<" if order.direction == "DESC" else ">"
    return (
        f" AND (in_stock < %(after_stock)s OR (in_stock = %(after_stock)s"
        f" AND ({order.value} {sign} {order.bound}"
        f" OR ({order.value} = {order.bound} AND listing_id {sign} %(after_id)s))))"
    )


def _order(words: Words, sort: Sort, here: Point | None, relaxed: bool) -> _Order:
    asked = Sort.BEST if sort is Sort.NEAREST and here is None else sort
    if asked is Sort.BEST and words:
        score = scoring.score(words, near=here is not None, relaxed=relaxed)
        return _Order(score, "DESC", score)
    return _ORDERS[Sort.NEWEST if asked is Sort.BEST else asked]


def count(*, words: Words, filters: Filters) -> int:
    where, values = _where(words, filters)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM search_entry WHERE {where}", values)
        return int(cursor.fetchone()[0])


def count_all(*, asked: Sequence[tuple[Words, Filters]]) -> list[int]:
    """Each counted apart, in one statement; each has its parameters under names of its own."""
    counts, every = list[str](), dict[str, Any]()
    for number, (words, filters) in enumerate(asked):
        where, values = _where(words, filters)
        own = _PARAMETER.sub(rf"%(of{number}_\1)s", where)
        counts.append(f"(SELECT count(*) FROM search_entry WHERE {own})")
        every |= {f"of{number}_{name}": value for name, value in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", every)
        return [int(hits) for hits in cursor.fetchone()]


def facets(
    *, words: Words, filters: Filters, counted: Sequence[str] = FACETS, today: date
) -> narrowing.Facets:
    """For each facet of `counted`, how many hits each value would give with the other filters as they are.

    Facets that nothing is chosen of are counted together, of one reading of the rows.
    """
    ways, values = narrowing.counting(filters, today=today)
    ways = {name: way for name, way in ways.items() if name in counted}
    chosen = [name for name in ways if narrowing.is_chosen(filters, name)]
    parts = list[str]()
    for together in ([name for name in ways if name not in chosen], *([name] for name in chosen)):
        if together:
            where, needed = _where(words, filters, without=together[0] if together[0] in chosen else "")
            values |= needed
            parts.append(narrowing.count_in_one({name: ways[name] for name in together}, where))
    with connection.cursor() as cursor:
        if parts:
            cursor.execute(" UNION ALL ".join(parts), values)
        return narrowing.read_counts(cursor.fetchall() if parts else [], filters, today=today)

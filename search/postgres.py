"""The PostgreSQL engine: one statement for the page, one for the facets.

Where words were typed, the first CAP matches are ranked (ts_rank reads every match, and nobody reads past
a thousand). Sold-out listings come last, never hidden.
"""

from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from search import scoring, tsquery
from search.enums import Sort
from search.request import COLUMNS, FACETS, Filters, Hit, Place
from search.words import Words

CAP = 2_000
_EVERY = "folded @@ to_tsquery('simple', %(every)s)"
_PLAIN = "folded @@ to_tsquery('simple', %(plain)s)"
_EXACT = "exact @@ to_tsquery('simple', %(exact)s)"
_SOME = "folded @@ to_tsquery('simple', %(some)s)"
_MEANT = "commodity_code = ANY(%(codes)s)"
_MICROSECONDS = "(extract(epoch FROM published_at) * 1000000)::bigint"
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
}


def _column(name: str) -> str:
    return f'"{COLUMNS[name]}"'  # "group" is a word of SQL


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
    clauses, values = ["TRUE"], dict[str, Any]()
    if words:
        clauses.append(_matches(words, relaxed=relaxed))
        values |= tsquery.texts(words)._asdict() | scoring.values(words)
    for name in COLUMNS:
        column = _column(name)
        if name != without and (chosen := getattr(filters, name)):
            # one value by equality: only so does an index also give the order
            clauses.append(f"{column} = %({name})s" if len(chosen) == 1 else f"{column} = ANY(%({name})s)")
            values[name] = chosen[0] if len(chosen) == 1 else list(chosen)
    if filters.in_stock_only:
        clauses.append("in_stock")
    return " AND ".join(clauses), values


def find(
    *,
    words: Words,
    filters: Filters,
    sort: Sort,
    size: int,
    after: Place | None,
    today: date,
    relaxed: bool = False,
) -> list[Hit]:
    """Up to `size` hits after the place `after`."""
    order = _order(words, sort, relaxed)
    where, values = _where(words, filters, relaxed=relaxed)
    values |= {"month": today.month, "today": today, "size": size}
    if relaxed:
        values |= {f"slot{number}": tsquery.of_slot(slot) for number, slot in enumerate(words.slots)}
    source, rest = "search_entry", where
    if words:
        source, rest = f"(SELECT * FROM search_entry WHERE {where} LIMIT {CAP}) capped", "TRUE"
    if after is not None:
        values |= {"after_stock": bool(after[0]), "after_value": after[1], "after_id": after[2]}
        rest += _past(order)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT listing_id, in_stock::int AS stocked, {order.read} AS place FROM {source} WHERE {rest}"
            f" ORDER BY in_stock DESC, {order.value} {order.direction}, listing_id {order.direction}"
            " LIMIT %(size)s",
            values,
        )
        return [Hit(row[0], (row[1], row[2], row[0])) for row in cursor.fetchall()]


def _past(order: _Order) -> str:
    sign = "<" if order.direction == "DESC" else ">"
    return (
        f" AND (in_stock < %(after_stock)s OR (in_stock = %(after_stock)s"
        f" AND ({order.value} {sign} {order.bound}"
        f" OR ({order.value} = {order.bound} AND listing_id {sign} %(after_id)s))))"
    )


def _order(words: Words, sort: Sort, relaxed: bool) -> _Order:
    if sort is Sort.BEST and words:
        score = scoring.score(words, near=False, relaxed=relaxed)
        return _Order(score, "DESC", score)
    return _ORDERS[Sort.NEWEST if sort is Sort.BEST else sort]


def count(*, words: Words, filters: Filters) -> int:
    where, values = _where(words, filters)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM search_entry WHERE {where}", values)
        return int(cursor.fetchone()[0])


def facets(*, words: Words, filters: Filters) -> dict[str, dict[str, int]]:
    """For each facet, how many hits each value would give with the other filters as they are."""
    parts, values = [], dict[str, Any]()
    for name in FACETS:
        where, needed = _where(words, filters, without=name)
        values |= needed
        parts.append(
            f"SELECT '{name}' AS facet, {_column(name)}::text AS value, count(*) AS hits FROM search_entry"
            f" WHERE {where} GROUP BY 2"
        )
    found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for facet, value, hits in cursor.fetchall():
            found[facet][value] = hits
    return found

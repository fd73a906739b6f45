"""The PostgreSQL engine: one statement for the page, one for the facets.

Where words were typed, the first CAP matches are ranked (ts_rank reads every match, and nobody reads past
a thousand). Sold-out listings come last, never hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from search.enums import Sort
from search.words import Words

CAP = 2_000
_FOLDED_RANK = "ts_rank(folded, to_tsquery('simple', %(folded)s))"
_EXACT_RANK = "ts_rank(exact, to_tsquery('simple', %(exact)s))"
_IN_SEASON = "(1 + 0.2 * (%(month)s = ANY(months))::int)"
_SCORES = {
    True: f"round(1e6 * (4 * {_EXACT_RANK} + {_FOLDED_RANK}) * {_IN_SEASON})::bigint",
    False: f"round(1e6 * {_FOLDED_RANK} * {_IN_SEASON})::bigint",
}
_MATCHES = {
    True: "(folded @@ to_tsquery('simple', %(folded)s) OR exact @@ to_tsquery('simple', %(exact)s))",
    False: "folded @@ to_tsquery('simple', %(folded)s)",
}
_ORDERS = {
    Sort.NEWEST: ("extract(epoch FROM published_at)::numeric", "DESC"),
    Sort.CHEAPEST: ("price_per_kg", "ASC"),
    Sort.DEAREST: ("price_per_kg", "DESC"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Values within one filter widen, filters among each other narrow."""

    commodities: Sequence[str] = ()
    groups: Sequence[str] = ()
    provinces: Sequence[str] = ()
    price_bands: Sequence[str] = ()
    households: Sequence[int] = ()
    in_stock_only: bool = False


_COLUMNS = {
    "commodities": "commodity_code",
    "groups": '"group"',
    "provinces": "province_code",
    "price_bands": "price_band",
    "households": "household_id",
}
FACETS = ("commodities", "provinces", "price_bands")


def _where(words: Words, filters: Filters, *, without: str = "") -> tuple[str, dict[str, Any]]:
    clauses, values = ["TRUE"], dict[str, Any]()
    if words:
        clauses.append(_MATCHES[words.has_accents])
        values |= {"folded": words.folded, "exact": words.exact}
    for name, column in _COLUMNS.items():
        if name != without and (chosen := getattr(filters, name)):
            clauses.append(f"{column} = ANY(%({name})s)")
            values[name] = list(chosen)
    if filters.in_stock_only:
        clauses.append("in_stock")
    return " AND ".join(clauses), values


@dataclass(frozen=True, slots=True)
class Hit:
    """`place` is where it stands in its order: (in stock, value of the order, listing id)."""

    listing_id: int
    place: tuple[int, int | float, int]


def find(
    *,
    words: Words,
    filters: Filters,
    sort: Sort,
    size: int,
    after: tuple[int, float, int] | None,
    today: date,
) -> list[Hit]:
    """Up to `size` hits after the place `after`."""
    value, direction = _order(words, sort)
    where, values = _where(words, filters)
    values |= {"month": today.month, "size": size}
    source = f"(SELECT * FROM search_entry WHERE {where} LIMIT {CAP}) capped" if words else "search_entry"
    bound = ""
    if after is not None:
        values |= {"after_stock": after[0], "after_value": after[1], "after_id": after[2]}
        sign = "<" if direction == "DESC" else ">"
        bound = (
            f" AND (in_stock::int < %(after_stock)s OR (in_stock::int = %(after_stock)s"
            f" AND ({value} {sign} %(after_value)s"
            f" OR ({value} = %(after_value)s AND listing_id {sign} %(after_id)s))))"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT listing_id, in_stock::int, {value} FROM {source} WHERE {where}{bound}"
            f" ORDER BY in_stock DESC, {value} {direction}, listing_id {direction} LIMIT %(size)s",
            values,
        )
        return [Hit(row[0], (row[1], _number(row[2]), row[0])) for row in cursor.fetchall()]


def _order(words: Words, sort: Sort) -> tuple[str, str]:
    if sort is Sort.BEST and words:
        return _SCORES[words.has_accents], "DESC"
    return _ORDERS[Sort.NEWEST if sort is Sort.BEST else sort]


def _number(value: Any) -> int | float:
    return value if isinstance(value, int) else float(value)


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
            f"SELECT '{name}' AS facet, {_COLUMNS[name]}::text AS value, count(*) AS hits FROM search_entry"
            f" WHERE {where} GROUP BY 2"
        )
    found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for facet, value, hits in cursor.fetchall():
            found[facet][value] = hits
    return found

"""Filters and facets in SQL, over columns of search_entry."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from search.delivery import Delivery, arrival, provinces_within
from search.harvests import Harvest, harvests
from search.request import COLUMNS, FACETS, MOST_VALUES, Filters

Facets = dict[str, dict[str, int]]


def column(name: str) -> str:
    return f'"{COLUMNS[name]}"'  # "group" is a word of SQL


def clauses(filters: Filters, *, without: str = "") -> tuple[list[str], dict[str, Any]]:
    """What a row must be, with the parameters for it; `without` the filter of a facet."""
    found, values = list[str](), dict[str, Any]()
    for name in COLUMNS:
        if name != without and (chosen := getattr(filters, name)):
            # one value by equality: only so does an index also give the order
            found.append(f"{column(name)} = " + (f"%({name})s" if len(chosen) == 1 else f"ANY(%({name})s)"))
            values[name] = chosen[0] if len(chosen) == 1 else list(chosen)
    if filters.in_stock_only:
        found.append("in_stock")
    if filters.harvest and without != "harvests":
        found.append(harvested(filters.harvest))
    if filters.delivery and filters.delivery.by and without != "deliveries":
        found += _arrives(filters.delivery, filters.delivery.by, values)
    return found, values


def is_chosen(filters: Filters, facet: str) -> bool:
    """Whether a value of the facet is filtered by."""
    if facet == "harvests":
        return filters.harvest is not None
    if facet == "deliveries":
        return filters.delivery is not None and filters.delivery.by is not None
    return bool(getattr(filters, facet))


def harvested(harvest: Harvest) -> str:
    first, last = f"date '{harvest.first}'", f"date '{harvest.last}'"
    if harvest.picked:
        return f"harvested_on BETWEEN {first} AND {last}"
    return f"(harvest_from <= {last} AND harvest_to >= {first})"


def _arrives(delivery: Delivery, by: date, values: dict[str, Any]) -> list[str]:
    day, needed = arrival(delivery)
    values |= needed | {"sending_provinces": provinces_within(delivery)}
    return ["sends_from_province = ANY(%(sending_provinces)s)", f"{day} <= {by.toordinal()}"]


def counting(filters: Filters, *, today: date) -> tuple[dict[str, str], dict[str, Any]]:
    """Facet → the SQL text that a row is counted under, with the parameters for them.

    Harvests: a number with a bit for each window. Deliveries: the day's ordinal number.
    """
    ways = {name: column(name) for name in FACETS if name in COLUMNS}
    bits = (
        f"coalesce(({harvested(window)})::int, 0) * {2**place}"
        for place, window in enumerate(harvests(today).values())
    )
    ways["harvests"] = f"({' + '.join(bits)})"
    values = dict[str, Any]()
    if filters.delivery:
        ways["deliveries"], values = arrival(filters.delivery)
    return ways, values


def count_in_one(facets: Mapping[str, str], where: str) -> str:
    """One reading of the rows for several facets: (facet's number, value, hits); of each the commonest."""
    names = [f"by_{number}" for number, _ in enumerate(facets)]
    columns = ", ".join(f"{way} AS {name}" for way, name in zip(facets.values(), names, strict=True))
    values = ", ".join(f"{name}::text" for name in names)
    number = " ".join(
        f"WHEN grouping({name}) = 0 THEN '{facet}'" for facet, name in zip(facets, names, strict=True)
    )
    return f"""
        SELECT facet, value, hits FROM (
            SELECT *, row_number() OVER (PARTITION BY facet ORDER BY hits DESC, value) AS place FROM (
                SELECT CASE {number} END AS facet, coalesce({values}) AS value, count(*) AS hits
                FROM (SELECT {columns} FROM search_entry WHERE {where}) r
                GROUP BY GROUPING SETS ({", ".join(f"({name})" for name in names)})
            ) counted
        ) placed WHERE place <= {MOST_VALUES}
    """


def read_counts(rows: list[tuple[str, str | None, int]], filters: Filters, *, today: date) -> Facets:
    """Rows of `count_in_one` as counts by facet and value."""
    found: Facets = {name: {} for name in FACETS}
    for facet, value, hits in rows:
        if value:
            found[facet][value] = hits
    found["harvests"] = _of_windows(found["harvests"], today)
    found["deliveries"] = _by_days(found["deliveries"], filters.delivery)
    return found


def _of_windows(masks: Mapping[str, int], today: date) -> dict[str, int]:
    counts = {
        name: sum(hits for mask, hits in masks.items() if int(mask) & 2**place)
        for place, name in enumerate(harvests(today))
    }
    return {name: hits for name, hits in counts.items() if hits}


def _by_days(soonest: Mapping[str, int], delivery: Delivery | None) -> dict[str, int]:
    """By each day as many as arrive on it or sooner."""
    if delivery is None:
        return {}
    counts = {
        day.isoformat(): sum(hits for ordinal, hits in soonest.items() if int(ordinal) <= day.toordinal())
        for day in delivery.days
    }
    return {day: hits for day, hits in counts.items() if hits}

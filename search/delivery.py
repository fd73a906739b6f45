"""Which listings reach a buyer's commune, and by when: the ways that carriers offer, over columns of
search_entry. Sold-out listings reach nobody.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from kernel.clock import local_day
from kernel.places.queries import commune
from logistics.carriers.quotes import Way
from logistics.carriers.reach import Reach, reach
from logistics.goods.queries import commodities
from marketplace.catalogue.measuring import gross_estimate_g
from search.refusals import DeliveryDayPast

MOST_DAYS = 6
"""Days of arrival that are counted beside results."""
ANY_DAY = date.max


class Delivery(NamedTuple):
    """`by`: the last day on which it may arrive; None to count days and leave nothing out.

    `chilled`: codes of commodities that need cooling on a long road.
    """

    reach: Reach
    chilled: tuple[str, ...]
    by: date | None = None

    @property
    def days(self) -> list[date]:
        """Days on which something may arrive: the first ones, and the last."""
        origins = (*self.reach.communes, *self.reach.provinces)
        every = sorted({way.arrives_on for origin in origins for way in origin.ways})
        return every if len(every) <= MOST_DAYS else [*every[: MOST_DAYS - 1], every[-1]]


def deliver_to(commune_code: str, *, by: date | None = None, at: datetime) -> Delivery:
    """UnknownPlace, DeliveryDayPast."""
    there = reach(recipient_commune=commune_code, at=at)
    if by is not None and by < local_day(at):
        raise DeliveryDayPast
    return Delivery(there, tuple(goods.code for goods in commodities() if goods.needs_chill), by)


@lru_cache
def most_net_g(gross_g: int) -> int:
    """Net grams of which a parcel may hold so many that it weighs no more than `gross_g`; -1: not any."""
    low, high = -1, gross_g
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if gross_estimate_g(middle) <= gross_g else (low, middle - 1)
    return low


def arrival(delivery: Delivery) -> tuple[str, dict[str, Any]]:
    """SQL and its parameters: the soonest day on which a row of search_entry may arrive, as a day's ordinal
    number; NULL: not at all.
    """
    values: dict[str, Any] = {"chilled": list(delivery.chilled)}
    cases = ["CASE WHEN NOT in_stock THEN NULL"]
    kinds = (("sends_from", delivery.reach.communes), ("sends_from_province", delivery.reach.provinces))
    for column, origins in kinds:
        for number, origin in enumerate(origins):
            values[f"{column}_{number}"] = list(origin.codes)
            cases.append(f"WHEN {column} = ANY(%({column}_{number})s) THEN {_soonest(origin.ways)}")
    return f"({' '.join(cases)} END)", values


def _soonest(ways: Sequence[Way]) -> str:
    cases = " ".join(f"WHEN {' AND '.join(_fits(way))} THEN {way.arrives_on.toordinal()}" for way in ways)
    return f"(CASE {cases} END)" if cases else "NULL::int"


def _fits(way: Way) -> Iterator[str]:
    yield f"(expires_on IS NULL OR expires_on >= date '{way.good_until}')"
    yield f"minimum_g <= {most_net_g(way.up_to_g)}"
    if not way.chills:
        yield "commodity_code <> ALL(%(chilled)s)"


def provinces_within(delivery: Delivery) -> list[str]:
    """Provinces from which anything may arrive by the day: so an index narrows first."""
    last = delivery.by or ANY_DAY
    found = set[str]()
    for codes, ways in delivery.reach.provinces:
        if _any_by(ways, last):
            found.update(codes)
    for codes, ways in delivery.reach.communes:
        if _any_by(ways, last):
            found.update(commune(code).province_code for code in codes)
    return sorted(found)


def _any_by(ways: Sequence[Way], last: date) -> bool:
    return any(way.arrives_on <= last for way in ways)

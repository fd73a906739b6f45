"""When goods are harvested: windows of days that one may ask for, by name, month, week or two days."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from search.ranking import FRESH_DAYS
from search.refusals import HarvestBackwards, HarvestUnreadable

NAMED: Mapping[str, tuple[int, int]] = {"fresh": (-FRESH_DAYS, 0), "7-days": (0, 6), "14-days": (0, 13)}
"""First and last day, counted from today."""
MONTHS = 3
"""This month and the next ones whose harvests are counted."""
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})", re.ASCII)


class Harvest(NamedTuple):
    """The harvest goes on on one of these days. `picked`, of days that have all come: what was brought in on
    one of them is there.
    """

    first: date
    last: date
    picked: bool


def read_harvest(text: str, *, today: date) -> Harvest:
    """ "fresh", "7-days", "14-days"; "2026-12"; the ISO week "2026-W49"; "2026-12-01/2026-12-10".

    HarvestUnreadable, HarvestBackwards.
    """
    try:
        first, last = _days(text, today)
    except (ValueError, OverflowError) as error:
        raise HarvestUnreadable from error
    if last < first:
        raise HarvestBackwards
    return Harvest(first, last, picked=last <= today)


def harvests(today: date) -> Mapping[str, Harvest]:
    """The windows that are counted beside results, by their names."""
    begins = [_month(today.year, today.month + ahead) for ahead in range(MONTHS)]
    names = [*NAMED, *(f"{day:%Y-%m}" for day in begins)]
    return {name: read_harvest(name, today=today) for name in names}


def _days(text: str, today: date) -> tuple[date, date]:
    """ValueError for what is none."""
    if text in NAMED:
        first, last = NAMED[text]
        return today + timedelta(days=first), today + timedelta(days=last)
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        date(year, month, 1)  # there is such a month
        return _month(year, month), _month(year, month + 1) - timedelta(days=1)
    if found := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday, monday + timedelta(days=6)
    if found := _DAYS.fullmatch(text):
        return date.fromisoformat(found[1]), date.fromisoformat(found[2])
    raise ValueError(text)


def _month(year: int, month: int) -> date:
    """The first of the month, counted on over the end of the year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)

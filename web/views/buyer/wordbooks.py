"""The words for what the search page filters by: value → word, in the order to show."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.places.queries import provinces
from kernel.text import tidy_line
from logistics.goods.enums import Group
from logistics.goods.queries import commodities
from search.enums import PriceBand
from search.harvests import harvests, read_harvest
from web.words import day_words, goods_name

Wordbook = Mapping[str, str]
MOST_GRADES, LONGEST_GRADE = 12, 40
SINGLE = frozenset({"hai", "den"})
"""Filters of which one value at most is chosen: the soonest day includes no later one."""


def wordbooks(query: QueryDict, *, days: Sequence[date], today: date) -> dict[str, Wordbook]:
    """By the filter's name in the address. Grades are sellers' own words; of harvests any may be asked for
    that can be read; `days`: on which something arrives.
    """
    return {
        "nhom": {str(value): str(label) for value, label in Group.choices},
        "hang": {goods.code: goods_name(goods) for goods in commodities()},
        "den": _arrivals(query, days, today),
        "hai": _harvests(query, today),
        "gia": {str(value): str(label) for value, label in PriceBand.choices},
        "loai": {grade: grade_words(grade) for grade in _grades(query)},
        "tinh": {place.code: place.name for place in provinces()},
    }


def grade_words(grade: str) -> str:
    return grade[:1].upper() + grade[1:]


def _grades(query: QueryDict) -> list[str]:
    asked = (tidy_line(text).lower() for text in query.getlist("loai")[:MOST_GRADES])
    return [grade for grade in asked if 0 < len(grade) <= LONGEST_GRADE]


def _arrivals(query: QueryDict, days: Sequence[date], today: date) -> Wordbook:
    """A day asked for that is still to come has its word, whatever carriers say now."""
    known = set(days)
    if known and (asked := _day(query.get("den", ""))) and asked >= today:
        known.add(asked)
    return {day.isoformat(): _("Đến kịp %(day)s") % {"day": day_words(day)} for day in sorted(known)}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _harvests(query: QueryDict, today: date) -> Wordbook:
    named = {
        "fresh": _("Mới hái trong 3 ngày qua"),
        "7-days": _("Hái trong 7 ngày tới"),
        "14-days": _("Hái trong 2 tuần tới"),
    }
    found = {
        name: named.get(name) or _("Hái tháng %(month)s") % {"month": f"{window.first:%m/%Y}"}
        for name, window in harvests(today).items()
    }
    asked = query.get("hai", "")
    if asked and asked not in found and (word := _harvest_words(asked, today)):
        found[asked] = word
    return found


def _harvest_words(text: str, today: date) -> str:
    try:
        harvest = read_harvest(text, today=today)
    except Refusal:
        return ""
    return _("Hái từ %(first)s đến %(last)s") % {
        "first": f"{harvest.first:%d/%m/%Y}",
        "last": f"{harvest.last:%d/%m/%Y}",
    }

"""Ways on from a search that found nothing, or only what is near: only what the data knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kernel.clock import local_day
from logistics.goods.models import Commodity
from logistics.goods.queries import commodities
from search.queries import count_all
from search.request import COLUMNS, Filters, SearchRequest, SearchResult
from search.words import Words, read_words

FILTERS = (*(name for name in COLUMNS if name != "listings"), "in_stock_only", "harvest", "delivery")
"""What a searcher may have chosen, and may leave out again."""
MOST_NAMED = 4
"""A word that names more commodities than this names none in particular."""
ALL_YEAR = 12
_ANY = "any"
_HOME = "home"
_SHELF = "shelf "


@dataclass(frozen=True, slots=True)
class Help:
    """Counts of listings, none of them zero. `without`: by filter of FILTERS, how many there are without it.

    `unfiltered`: without any filter, where several are chosen; else 0. `out_of_season`: commodities that were
    asked for and are not harvested this month. `shelves`: by the groups of what was asked for. `at_home`: in
    the buyer's province, on whatever day they arrive, where a day was chosen.
    """

    without: Mapping[str, int]
    unfiltered: int
    out_of_season: Sequence[Commodity]
    shelves: Mapping[str, int]
    at_home: int

    def __bool__(self) -> bool:
        return bool(self.without or self.unfiltered or self.out_of_season or self.shelves or self.at_home)


def is_needed(request: SearchRequest, result: SearchResult) -> bool:
    """Whether a first page has nothing that holds all the words."""
    return request.after is None and (result.relaxed or not result.hits)


def help_on(*, request: SearchRequest, at: datetime, home_province: str = "") -> Help:
    """What else one may ask, counted in one statement; none where there is nothing to count.

    `home_province`: where the buyer's commune is, if it is known.
    """
    words = read_words(request.text)
    named = _named(words, request.filters)
    asked = _shelves(named)
    if words or not request.text.strip():
        asked |= _fewer_filters(request, home_province)
    counts = count_all(requests=list(asked.values()), at=at)
    found = {name: hits for name, hits in zip(asked, counts, strict=True) if hits}
    return Help(
        without={name: found[name] for name in FILTERS if name in found},
        unfiltered=found.get(_ANY, 0),
        out_of_season=[goods for goods in named if is_out_of_season(goods, local_day(at))],
        shelves={name[len(_SHELF) :]: hits for name, hits in found.items() if name.startswith(_SHELF)},
        at_home=found.get(_HOME, 0),
    )


def is_out_of_season(goods: Commodity, today: date) -> bool:
    """False where nothing is known of its months."""
    return 0 < len(goods.months) < ALL_YEAR and today.month not in goods.months


def spans(months: Sequence[int]) -> list[tuple[int, int]]:
    """First and last month of each run, over the end of the year: 11, 12, 1, 5 → (11, 1), (5, 5)."""
    there = {month for month in months if 1 <= month <= ALL_YEAR}
    if len(there) == ALL_YEAR:
        return [(1, ALL_YEAR)]
    firsts = sorted(month for month in there if _before(month) not in there)
    lasts = [next(month for month in _from(first) if month % ALL_YEAR + 1 not in there) for first in firsts]
    runs = list(zip(firsts, lasts, strict=True))
    return sorted(runs, key=lambda run: run[0] <= run[1])


def _before(month: int) -> int:
    return (month - 2) % ALL_YEAR + 1


def _from(month: int) -> list[int]:
    return [(month + ahead - 1) % ALL_YEAR + 1 for ahead in range(ALL_YEAR)]


def chosen(filters: Filters) -> list[str]:
    """Which of FILTERS narrow."""
    return [name for name in FILTERS if _less(filters, name) != filters]


def _less(filters: Filters, *names: str) -> Filters:
    for name in names:
        if name == "delivery":
            there = filters.delivery
            filters = replace(filters, delivery=there._replace(by=None) if there else None)
        else:
            filters = replace(filters, **{name: getattr(Filters(), name)})
    return filters


def _named(words: Words, filters: Filters) -> list[Commodity]:
    codes = set(words.codes or filters.commodities)
    return [goods for goods in commodities() if goods.code in codes] if len(codes) <= MOST_NAMED else []


def _shelves(named: Sequence[Commodity]) -> dict[str, SearchRequest]:
    groups = dict.fromkeys(goods.group for goods in named)
    return {f"{_SHELF}{group}": SearchRequest(filters=Filters(groups=(group,))) for group in groups}


def _fewer_filters(request: SearchRequest, home_province: str) -> dict[str, SearchRequest]:
    filters, names = request.filters, chosen(request.filters)
    ways = {name: _less(filters, name) for name in names}
    if len(names) > 1:
        ways[_ANY] = _less(filters, *names)
    if "delivery" in names and home_province and tuple(filters.provinces) != (home_province,):
        ways[_HOME] = replace(ways["delivery"], provinces=(home_province,))
    return {name: replace(request, filters=fewer, after=None) for name, fewer in ways.items()}

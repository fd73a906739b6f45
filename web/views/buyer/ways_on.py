"""Ways on from a search that found nothing: words and addresses for what search.help counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.places.queries import commune
from logistics.goods.enums import Group
from logistics.goods.models import Commodity
from search.help import Help, help_on, is_needed, spans
from search.queries import SearchRequest, SearchResult
from web.views.buyer.asked import Question
from web.words import goods_name, month_words

_NAMES: Mapping[str, str] = {
    "groups": "nhom",
    "commodities": "hang",
    "delivery": "den",
    "harvest": "hai",
    "price_bands": "gia",
    "grades": "loai",
    "provinces": "tinh",
}
"""A filter of search.help → its name in the address."""
MOST_VALUES = 2
"""Of one filter, named in a link."""


class Way(NamedTuple):
    """A link, and how many listings there are behind it."""

    word: str
    hits: int
    url: str


@dataclass(frozen=True, slots=True)
class WaysOn:
    links: Sequence[Way]
    seasons: Sequence[str]


def ways_on(
    *, question: Question, request: SearchRequest, result: SearchResult, place: str, at: datetime
) -> WaysOn | None:
    """None where something was found. `place`: the code of the commune one buys for, or ""."""
    if not is_needed(request, result):
        return None
    home = commune(place).province_code if place else ""
    found = help_on(request=request, at=at, home_province=home)
    links = [*_fewer(question, found), *_at_home(question, found, home), *_shelves(found)]
    return WaysOn(links, [season_words(goods) for goods in found.out_of_season])


def season_words(goods: Commodity) -> str:
    return _("%(goods)s: mùa tháng %(months)s") % {
        "goods": goods_name(goods),
        "months": ", ".join(_span(first, last) for first, last in spans(goods.months)),
    }


def _span(first: int, last: int) -> str:
    return month_words(first) if first == last else f"{month_words(first)}–{month_words(last)}"


def _fewer(question: Question, found: Help) -> list[Way]:
    ways = [
        Way(_("Bỏ “%(filter)s”") % {"filter": _values(question, name)}, hits, question.less(name))
        for name, hits in ((_NAMES[name], hits) for name, hits in found.without.items())
    ]
    if found.unfiltered:
        ways.append(Way(_("Bỏ hết điều kiện lọc"), found.unfiltered, question.less(*question.picked)))
    return ways


def _values(question: Question, name: str) -> str:
    picked = question.picked[name]
    words = ", ".join(question.books[name][value] for value in picked[:MOST_VALUES])
    return f"{words}, …" if len(picked) > MOST_VALUES else words


def _at_home(question: Question, found: Help, home: str) -> list[Way]:
    if not found.at_home:
        return []
    word = _("Cả tỉnh %(province)s, ngày nào đến cũng được") % {"province": question.books["tinh"][home]}
    return [Way(word, found.at_home, question.less("den", tinh=home))]


def _shelves(found: Help) -> list[Way]:
    word = _("Xem cả quầy %(shelf)s")
    return [
        Way(word % {"shelf": Group(group).label}, hits, reverse("web:search", query={"nhom": group}))
        for group, hits in found.shelves.items()
    ]

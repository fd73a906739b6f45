"""What a buyer asked of the search page: read from the address, and written back to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.clock import local_day
from kernel.places.queries import commune
from kernel.text import tidy_line
from search.delivery import Delivery, deliver_to
from search.distance import Point, read_point
from search.enums import Sort
from search.harvests import read_harvest
from search.queries import SearchRequest
from search.refusals import PointImpossible
from search.request import Filters
from web.components import Choice, Chosen, Facet
from web.views.buyer.wordbooks import MOST_GRADES, SINGLE, Wordbook, grade_words, wordbooks

LONGEST, PAGE = 80, 24
_PLACE = re.compile(r"[0-3]~[0-9]{1,18}~[0-9]{1,18}")
_POINT = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]{1,9})?)~(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)", re.ASCII)
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """`picked`: the values of each facet by its name in the address; only ones that exist.

    `delivery`: to the commune one buys for, where it is known. `point`: where the telephone says it is,
    rounded; else `home` is measured from, the middle of that commune.
    """

    text: str
    sort: Sort
    after: Place | None
    picked: Mapping[str, Sequence[str]]
    books: Mapping[str, Wordbook]
    today: date
    delivery: Delivery | None = None
    home: Point | None = None
    point: Point | None = None

    @property
    def request(self) -> SearchRequest:
        return SearchRequest(
            text=self.text, filters=self._filters, sort=self.sort, size=PAGE, after=self.after, here=self.here
        )

    @property
    def _filters(self) -> Filters:
        harvest, delivery = "".join(self.picked["hai"]), self.delivery
        if delivery and self.day:
            delivery = delivery._replace(by=self.day)
        return Filters(
            commodities=self.picked["hang"],
            groups=self.picked["nhom"],
            provinces=self.picked["tinh"],
            price_bands=self.picked["gia"],
            grades=self.picked["loai"],
            harvest=read_harvest(harvest, today=self.today) if harvest else None,
            delivery=delivery,
        )

    @property
    def day(self) -> date | None:
        """The last day on which goods may arrive."""
        chosen = self.picked["den"]
        return date.fromisoformat(chosen[0]) if chosen else None

    @property
    def here(self) -> Point | None:
        return self.point or self.home

    @property
    def by_distance(self) -> bool:
        return self.sort is Sort.NEAREST

    @property
    def title(self) -> str:
        """What the results are results of."""
        if self.text:
            return self.text
        words = [self.books[name][value] for name in ("nhom", "hang", "tinh") for value in self.picked[name]]
        return ", ".join(words[:3])

    def address(
        self, *, text: str = "", without: tuple[str, str] | None = None, sau: Place | None = None
    ) -> str:
        """This question's address, with another text, less one value, or after a place in the results."""
        query: dict[str, list[str]] = {name: list(values) for name, values in self.picked.items() if values}
        if without:
            query[without[0]] = [value for value in query[without[0]] if value != without[1]]
        if text or self.text:
            query["q"] = [text or self.text]
        if self.sort is not Sort.BEST:
            query["xep"] = [self.sort.value]
        if self.point:
            query["o"] = [_point_text(self.point)]
        if sau:
            query["sau"] = ["~".join(str(part) for part in sau)]
        return reverse("web:search", query=query or None)

    def less(self, *names: str, **picked: str) -> str:
        """The address without any value of these filters, from the first result on; with other ones."""
        kept = {name: () if name in names else values for name, values in self.picked.items()}
        given = {name: (value,) for name, value in picked.items()}
        return replace(self, picked=kept | given).address()

    @property
    def url(self) -> str:
        return self.address()

    @property
    def chosen(self) -> list[Chosen]:
        return [
            Chosen(self.books[name][value], self.address(without=(name, value)))
            for name, values in self.picked.items()
            for value in values
        ]

    @property
    def clear_url(self) -> str:
        return reverse("web:search", query={"q": self.text} if self.text else None)

    @property
    def without_point_url(self) -> str:
        return replace(self, point=None).address()

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the facets' form sends along."""
        kept = [("nhom", value) for value in self.picked["nhom"]]
        if self.sort is not Sort.BEST:
            kept.append(("xep", self.sort.value))
        return kept + self._kept_always

    @property
    def kept_for_sort(self) -> list[tuple[str, str]]:
        kept = [(name, value) for name, values in self.picked.items() for value in values]
        return kept + self._kept_always

    @property
    def _kept_always(self) -> list[tuple[str, str]]:
        kept = [("q", self.text)] if self.text else []
        return [*kept, ("o", _point_text(self.point))] if self.point else kept

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        return [(sort.value, str(sort.label), sort is self.sort) for sort in Sort]

    def facets(self, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
        named = (
            ("hang", _("Mặt hàng"), "commodities"),
            ("den", _("Gửi đến chỗ bạn"), "deliveries"),
            ("hai", _("Ngày hái"), "harvests"),
            ("gia", _("Giá một kg"), "price_bands"),
            ("loai", _("Loại"), "grades"),
            ("tinh", _("Tỉnh"), "provinces"),
        )
        facets = [self._facet(name, title, counts.get(source, {})) for name, title, source in named]
        return [facet for facet in facets if facet.choices]

    def _facet(self, name: str, title: str, counts: Mapping[str, int]) -> Facet:
        choices = self._choices(name, counts)
        if name in SINGLE and choices:
            choices.insert(0, Choice("", _("Ngày nào cũng được"), None, chosen=not self.picked[name]))
        return Facet(name, title, choices, single=name in SINGLE)

    def _choices(self, name: str, counts: Mapping[str, int]) -> list[Choice]:
        picked, book = self.picked[name], self.books[name]
        if name == "loai":
            book = {**book, **{grade: grade_words(grade) for grade in list(counts)[:MOST_GRADES]}}
        return [
            Choice(value, word, counts.get(value, 0), chosen=value in picked)
            for value, word in book.items()
            if counts.get(value) or value in picked
        ]


def read_question(query: QueryDict, *, place: str, at: datetime) -> Question:
    """Whatever does not exist is left out: an old bookmark shows what there is now. `place`: the code of the
    commune one buys for, or "".
    """
    home = commune(place) if place else None
    delivery = deliver_to(place, at=at) if place else None
    today = local_day(at)
    books = wordbooks(query, days=delivery.days if delivery else (), today=today)
    sort = query.get("xep", "")
    return Question(
        text=tidy_line(query.get("q", ""))[:LONGEST],
        sort=Sort(sort) if sort in Sort.values else Sort.BEST,
        after=_place(query.get("sau", "")),
        picked={name: _picked(query, name, book) for name, book in books.items()},
        books=books,
        today=today,
        delivery=delivery,
        home=Point(home.latitude, home.longitude) if home else None,
        point=_point(query.get("o", "")),
    )


def _picked(query: QueryDict, name: str, book: Wordbook) -> list[str]:
    values = [text.lower() for text in query.getlist(name)] if name == "loai" else query.getlist(name)
    found = [value for value in dict.fromkeys(values) if value in book]
    return found[-1:] if name in SINGLE else found


def _point(text: str) -> Point | None:
    """As the browser writes it, a hundredth of a degree exact."""
    if not (found := _POINT.fullmatch(text)):
        return None
    try:
        return read_point(float(found[1]), float(found[2]))
    except PointImpossible:
        return None


def _point_text(point: Point) -> str:
    return f"{point.latitude:.2f}~{point.longitude:.2f}"


def _place(text: str) -> Place | None:
    """As `Question.address` writes it; a value that a column could not hold begins at the beginning."""
    if not _PLACE.fullmatch(text):
        return None
    stock, value, listing = text.split("~")
    return int(stock), int(value), int(listing)

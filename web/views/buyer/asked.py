"""What a buyer asked of the search page: read from the address, and written back to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.places.queries import provinces
from kernel.text import tidy_line
from logistics.goods.enums import Group
from logistics.goods.queries import commodities
from search.enums import PriceBand, Sort
from search.queries import SearchRequest
from search.request import Filters
from web.components import Choice, Chosen, Facet
from web.words import goods_name

LONGEST, PAGE = 80, 24
_PLACE = re.compile(r"[0-3]~[0-9]{1,18}~[0-9]{1,18}")
Place = tuple[int, int, int]
Wordbook = Mapping[str, str]
"""Value → the word for it, in the order to show."""


@dataclass(frozen=True, slots=True)
class Question:
    """`picked`: the values of each facet by its name in the address; only ones that exist."""

    text: str
    sort: Sort
    after: Place | None
    picked: Mapping[str, Sequence[str]]
    books: Mapping[str, Wordbook]

    @property
    def request(self) -> SearchRequest:
        filters = Filters(
            commodities=self.picked["hang"],
            groups=self.picked["nhom"],
            provinces=self.picked["tinh"],
            price_bands=self.picked["gia"],
        )
        return SearchRequest(text=self.text, filters=filters, sort=self.sort, size=PAGE, after=self.after)

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
        if sau:
            query["sau"] = ["~".join(str(part) for part in sau)]
        return reverse("web:search", query=query or None)

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
    def kept(self) -> list[tuple[str, str]]:
        """What the facets' form sends along."""
        kept = [("nhom", value) for value in self.picked["nhom"]]
        if self.text:
            kept.append(("q", self.text))
        if self.sort is not Sort.BEST:
            kept.append(("xep", self.sort.value))
        return kept

    @property
    def kept_for_sort(self) -> list[tuple[str, str]]:
        kept = [(name, value) for name, values in self.picked.items() for value in values]
        return [*kept, ("q", self.text)] if self.text else kept

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        return [(sort.value, str(sort.label), sort is self.sort) for sort in Sort]

    def facets(self, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
        named = (
            ("hang", _("Mặt hàng"), "commodities"),
            ("tinh", _("Tỉnh"), "provinces"),
            ("gia", _("Giá một kg"), "price_bands"),
        )
        facets = [Facet(name, title, self._choices(name, counts[source])) for name, title, source in named]
        return [facet for facet in facets if facet.choices]

    def _choices(self, name: str, counts: Mapping[str, int]) -> list[Choice]:
        picked = self.picked[name]
        return [
            Choice(value, word, counts.get(value, 0), chosen=value in picked)
            for value, word in self.books[name].items()
            if counts.get(value) or value in picked
        ]


def read_question(query: QueryDict) -> Question:
    """Whatever does not exist is left out: an old bookmark shows what there is now."""
    books = _books()
    sort = query.get("xep", "")
    return Question(
        text=tidy_line(query.get("q", ""))[:LONGEST],
        sort=Sort(sort) if sort in Sort.values else Sort.BEST,
        after=_place(query.get("sau", "")),
        picked={
            name: [value for value in dict.fromkeys(query.getlist(name)) if value in book]
            for name, book in books.items()
        },
        books=books,
    )


def _books() -> dict[str, Wordbook]:
    return {
        "nhom": {str(value): str(label) for value, label in Group.choices},
        "hang": {goods.code: goods_name(goods) for goods in commodities()},
        "tinh": {place.code: place.name for place in provinces()},
        "gia": {str(value): str(label) for value, label in PriceBand.choices},
    }


def _place(text: str) -> Place | None:
    """As `Question.address` writes it; a value that a column could not hold begins at the beginning."""
    if not _PLACE.fullmatch(text):
        return None
    stock, value, listing = text.split("~")
    return int(stock), int(value), int(listing)

"""What a searcher asks and gets, whichever engine answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.delivery import Delivery
from search.distance import Point
from search.enums import Sort
from search.harvests import Harvest

MOST = 100
MOST_VALUES = 500
"""Of one facet; there are fewer commodities and provinces."""
COLUMNS: Mapping[str, str] = {
    "commodities": "commodity_code",
    "groups": "group",
    "provinces": "province_code",
    "price_bands": "price_band",
    "grades": "grade",
    "households": "household_id",
    "listings": "listing_id",
}
"""The filter → the column of search_entry, and the field of a document, that it compares."""
FACETS = ("commodities", "provinces", "price_bands", "grades", "harvests", "deliveries")
"""Filters whose values are counted beside the results; harvests by search.harvests' windows, deliveries by
days by which goods may arrive.
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Values within one filter widen, filters among each other narrow. Grades in lower case."""

    commodities: Sequence[str] = ()
    groups: Sequence[str] = ()
    provinces: Sequence[str] = ()
    price_bands: Sequence[str] = ()
    grades: Sequence[str] = ()
    households: Sequence[int] = ()
    listings: Sequence[int] = ()
    in_stock_only: bool = False
    harvest: Harvest | None = None
    delivery: Delivery | None = None

    def __post_init__(self) -> None:
        """Tuples, whatever was given, so that equal filters are one key."""
        for name in COLUMNS:
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "grades", tuple(grade.lower() for grade in self.grades))


Place = tuple[int, int, int]
"""Where a hit stands in its order: in stock or not, the order's value, the listing's id.

The first number also names the engine whose value it is: ELASTIC is added to it for Elasticsearch's.
"""
ELASTIC = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One listing of the answer, and where it stands."""

    listing_id: int
    place: Place


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`after`: the place of the last hit seen. `size`: 1 to MOST. `total`, `facets`: count these, too;
    of the facets those that are in `counted`.
    `near`: where few have all the words, also give others that are close to them. `here`: where the searcher
    is; what is near ranks higher, and NEAREST measures from there (without it that order is BEST).
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.BEST
    size: int = 24
    after: Place | None = None
    total: bool = False
    facets: bool = False
    counted: Sequence[str] = FACETS
    near: bool = False
    here: Point | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`hits` in order. `relaxed` says that no listing had all the words and these have some of them.

    `total` and `facets` (by facet and value) are there when they were asked for. `degraded`: the engine
    that should have answered is down, and PostgreSQL stood in for it. `near`: where few have all the words,
    others that are close to them. `said` is the text that was searched for where it is not what was typed.
    `offered`: what may have been meant, where few listings hold what was typed, or none: then the hits are
    those of `offered`.
    `senses`: what a word without accents may mean, each of which stands in front.
    """

    hits: list[Hit]
    has_more: bool
    relaxed: bool = False
    near: list[Hit] = field(default_factory=list)
    said: str = ""
    offered: str = ""
    senses: Sequence[str] = ()
    degraded: bool = False
    total: int | None = None
    facets: Mapping[str, Mapping[str, int]] | None = None

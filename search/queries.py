"""Searching the catalogue. One interface; which engine answers is this module's business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from time import monotonic

from django.conf import settings

from kernel.clock import local_day
from search import postgres
from search.enums import Sort
from search.postgres import Filters, Hit
from search.words import Words, read_words

MOST = 100


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`after` is the place of the last hit seen. `size` is 1 to MOST."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.BEST
    size: int = 24
    after: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`hits` in order. `relaxed` says that no listing had all the words and these have some of them."""

    hits: list[Hit]
    has_more: bool
    relaxed: bool = False


def search(*, request: SearchRequest, at: datetime) -> SearchResult:
    """One page of hits. Where nothing holds all the words, listings that hold any of them are given as
    near ones.
    """
    words, size = read_words(request.text), min(max(request.size, 1), MOST)
    if request.text.strip() and not words:
        return SearchResult(hits=[], has_more=False)
    today = local_day(at)
    hits = postgres.find(
        words=words,
        filters=request.filters,
        sort=request.sort,
        size=size + 1,
        after=request.after,
        today=today,
    )
    relaxed = False
    if not hits and words and request.after is None and words.several:
        relaxed, words = True, words.any_word()
        hits = postgres.find(
            words=words, filters=request.filters, sort=request.sort, size=size + 1, after=None, today=today
        )
    return SearchResult(hits=hits[:size], has_more=not relaxed and len(hits) > size, relaxed=relaxed)


def count(*, request: SearchRequest) -> int:
    """How many listings hold all the words and pass the filters; as of at most SEARCH_TOTALS_KEPT_SECONDS
    ago.
    """
    words, kept = read_words(request.text), settings.SEARCH_TOTALS_KEPT_SECONDS
    if request.text.strip() and not words:
        return 0
    if not kept:
        return postgres.count(words=words, filters=request.filters)
    return _kept_count(words, request.filters, int(monotonic() / kept))


@lru_cache(maxsize=4_096)
def _kept_count(words: Words, filters: Filters, _span: int) -> int:
    """Counting reads every match; a page's total need not be newer than its reader's glance."""
    return postgres.count(words=words, filters=filters)


def facets(*, request: SearchRequest) -> Mapping[str, Mapping[str, int]]:
    """Counts by facet ("commodities", "provinces", "price_bands") and value."""
    words = read_words(request.text)
    if request.text.strip() and not words:
        return {name: {} for name in postgres.FACETS}
    return postgres.facets(words=words, filters=request.filters)

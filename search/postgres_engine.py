"""The PostgreSQL engine's answers: a page with its total and its counts, which are kept for a while."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from time import monotonic

from django.conf import settings

from search import postgres
from search.request import Filters, SearchRequest, SearchResult
from search.words import Words


def ask(*, request: SearchRequest, words: Words, today: date, relaxed: bool) -> SearchResult:
    hits = postgres.find(
        words=words,
        filters=request.filters,
        sort=request.sort,
        size=request.size + 1,
        after=request.after,
        today=today,
        here=request.here,
        relaxed=relaxed,
    )
    return SearchResult(
        hits=hits[: request.size],
        has_more=len(hits) > request.size,
        total=_total(words, request.filters) if request.total else None,
        facets=_facets(words, request, today) if request.facets else None,
    )


def ask_all(*, asked: Sequence[tuple[SearchRequest, Words]], today: date) -> list[SearchResult]:
    """One after the other: a connection does one thing at a time."""
    return [ask(request=request, words=words, today=today, relaxed=False) for request, words in asked]


def count_all(*, asked: Sequence[tuple[SearchRequest, Words]]) -> list[int]:
    """One statement."""
    return postgres.count_all(asked=[(words, request.filters) for request, words in asked])


def _total(words: Words, filters: Filters) -> int:
    kept = settings.SEARCH_TOTALS_KEPT_SECONDS
    if not kept:
        return postgres.count(words=words, filters=filters)
    return _kept_count(words, filters, int(monotonic() / kept))


def _facets(words: Words, request: SearchRequest, today: date) -> Mapping[str, Mapping[str, int]]:
    kept, counted = settings.SEARCH_TOTALS_KEPT_SECONDS, tuple(request.counted)
    if not kept:
        return postgres.facets(words=words, filters=request.filters, counted=counted, today=today)
    return _kept_facets(words, request.filters, counted, today, int(monotonic() / kept))


@lru_cache(maxsize=1_024)
def _kept_facets(
    words: Words, filters: Filters, counted: Sequence[str], today: date, _span: int
) -> Mapping[str, Mapping[str, int]]:
    return postgres.facets(words=words, filters=filters, counted=counted, today=today)


@lru_cache(maxsize=4_096)
def _kept_count(words: Words, filters: Filters, _span: int) -> int:
    """Counting reads every match; a page's total need not be newer than its reader's glance."""
    return postgres.count(words=words, filters=filters)

"""Searching the catalogue. One interface; which engine answers is this module's business."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from time import monotonic

from django.conf import settings

from kernel.clock import local_day, now
from search import answering, postgres
from search.request import ELASTIC, MOST, Filters, SearchRequest, SearchResult
from search.words import Words

__all__ = ["MOST", "Filters", "SearchRequest", "SearchResult", "count", "facets", "search"]

Engine = Callable[[SearchRequest, datetime], SearchResult]


def search(*, request: SearchRequest, at: datetime) -> SearchResult:
    """One page of hits, with the total and the facets where the request wants them.

    Where nothing holds all the words, listings that hold any of them are given as near ones. Where
    Elasticsearch is the engine and does not answer, PostgreSQL does, and the result says so.
    """
    asked = replace(request, size=min(max(request.size, 1), MOST))
    if settings.SEARCH != "elasticsearch":
        return _from(_on_postgres, 0, asked, at)
    from search.elastic import engine as elastic  # its client takes a fifth of a second to load

    try:
        return _from(_on_elastic, ELASTIC, asked, at)
    except elastic.Unavailable:
        return replace(_from(_on_postgres, 0, asked, at), degraded=True)


def count(*, request: SearchRequest) -> int:
    """How many listings hold all the words and pass the filters; as of at most SEARCH_TOTALS_KEPT_SECONDS
    ago.
    """
    return search(request=replace(request, size=1, total=True), at=now()).total or 0


def facets(*, request: SearchRequest) -> Mapping[str, Mapping[str, int]]:
    """Counts by facet and value."""
    return search(request=replace(request, size=1, facets=True), at=now()).facets or {}


def _from(engine: Engine, number: int, request: SearchRequest, at: datetime) -> SearchResult:
    """The engine's answer; a place that the other engine gave is looked up in its own order first."""
    after = request.after
    if after is None or (after[0] >= ELASTIC) == (number == ELASTIC):
        return engine(request, at)
    filters = replace(request.filters, listings=(after[2],))
    lone = engine(replace(request, filters=filters, after=None, size=1, total=False, facets=False), at)
    return engine(replace(request, after=lone.hits[0].place if lone.hits else None), at)


def _on_elastic(request: SearchRequest, at: datetime) -> SearchResult:
    from search.elastic import engine as elastic

    return answering.answer(elastic.ask, request=request, today=local_day(at))


def _on_postgres(request: SearchRequest, at: datetime) -> SearchResult:
    return answering.answer(_ask_postgres, request=request, today=local_day(at))


def _ask_postgres(*, request: SearchRequest, words: Words, today: date, relaxed: bool) -> SearchResult:
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

"""Searching the catalogue. One interface; which engine answers is this module's business."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from time import monotonic

from django.conf import settings

from kernel.clock import local_day, now
from search import postgres
from search.elastic import engine as elastic
from search.request import FACETS, MOST, Filters, SearchRequest, SearchResult
from search.words import Words, read_words

__all__ = ["MOST", "Filters", "SearchRequest", "SearchResult", "count", "facets", "search"]


def search(*, request: SearchRequest, at: datetime) -> SearchResult:
    """One page of hits, with the total and the facets where the request wants them.

    Where nothing holds all the words, listings that hold any of them are given as near ones. Where
    Elasticsearch is the engine and does not answer, PostgreSQL does, and the result says so.
    """
    asked = replace(request, size=min(max(request.size, 1), MOST))
    if settings.SEARCH != "elasticsearch":
        return _on_postgres(asked, at)
    try:
        return elastic.answer(request=asked, today=local_day(at))
    except elastic.Unavailable:
        return replace(_on_postgres(asked, at), degraded=True)


def count(*, request: SearchRequest) -> int:
    """How many listings hold all the words and pass the filters; as of at most SEARCH_TOTALS_KEPT_SECONDS
    ago.
    """
    return search(request=replace(request, size=1, total=True), at=now()).total or 0


def facets(*, request: SearchRequest) -> Mapping[str, Mapping[str, int]]:
    """Counts by facet and value."""
    return search(request=replace(request, size=1, facets=True), at=now()).facets or {}


def _on_postgres(request: SearchRequest, at: datetime) -> SearchResult:
    words, today = read_words(request.text), local_day(at)
    if request.text.strip() and not words:
        return SearchResult([], has_more=False, total=0, facets={name: {} for name in FACETS})
    ask = partial(
        postgres.find, filters=request.filters, sort=request.sort, size=request.size + 1, today=today
    )
    hits = ask(words=words, after=request.after)
    near = not hits and words.several and request.after is None
    if near:
        hits = ask(words=words.any_word(), after=None)
    return SearchResult(
        hits=hits[: request.size],
        has_more=not near and len(hits) > request.size,
        relaxed=near,
        total=_total(words, request.filters) if request.total else None,
        facets=postgres.facets(words=words, filters=request.filters) if request.facets else None,
    )


def _total(words: Words, filters: Filters) -> int:
    kept = settings.SEARCH_TOTALS_KEPT_SECONDS
    if not kept:
        return postgres.count(words=words, filters=filters)
    return _kept_count(words, filters, int(monotonic() / kept))


@lru_cache(maxsize=4_096)
def _kept_count(words: Words, filters: Filters, _span: int) -> int:
    """Counting reads every match; a page's total need not be newer than its reader's glance."""
    return postgres.count(words=words, filters=filters)

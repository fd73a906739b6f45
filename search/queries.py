"""Searching the catalogue. One interface; which engine answers is this module's business."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from kernel.clock import local_day, now
from search import answering, postgres_engine
from search.request import ELASTIC, MOST, Filters, SearchRequest, SearchResult
from search.words import read_words

__all__ = ["MOST", "Filters", "SearchRequest", "SearchResult", "count", "count_all", "facets", "search"]

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


def count_all(*, requests: Sequence[SearchRequest], at: datetime) -> list[int]:
    """Of each, how many listings hold all the words and pass the filters: one statement or call for all."""
    if not requests:
        return []
    asked = [(request, read_words(request.text)) for request in requests]
    if settings.SEARCH != "elasticsearch":
        return postgres_engine.count_all(asked=asked)
    from search.elastic import engine as elastic

    try:
        return elastic.count_all(asked=asked, today=local_day(at))
    except elastic.Unavailable:
        return postgres_engine.count_all(asked=asked)


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

    return answering.answer(elastic, request=request, today=local_day(at))


def _on_postgres(request: SearchRequest, at: datetime) -> SearchResult:
    return answering.answer(postgres_engine, request=request, today=local_day(at))

"""The Elasticsearch engine: asks, reads the answer, and refuses when there is none to rely on."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from elasticsearch import ApiError, TransportError

from search.elastic import narrowing, query
from search.elastic.circuit import Circuit
from search.elastic.client import alias, searching
from search.request import Hit, SearchRequest, SearchResult
from search.words import Words

log = logging.getLogger(__name__)
circuit = Circuit()
READ = "timed_out,_shards.failed,hits.total.value,hits.hits.sort,aggregations"
READ_ALL = ",".join(f"responses.{part}" for part in (*READ.split(","), "error.type"))
_WHOLE = {"filter_path": READ, "allow_partial_search_results": "false"}


class Unavailable(Exception):
    """Elasticsearch gave no whole answer in time."""


def ask(*, request: SearchRequest, words: Words, today: date, relaxed: bool) -> SearchResult:
    """One page. Raises Unavailable when Elasticsearch is down, slow, or knows only a part."""
    body = query.build(request=request, words=words, today=today, relaxed=relaxed).to_dict()
    asked = {**_WHOLE, "request_cache": "true"} if not request.text else _WHOLE  # kept until its next refresh
    told = _told(f"/{alias()}/_search", asked, body)
    _check([told])
    return _read(told, request)


def ask_all(*, asked: Sequence[tuple[SearchRequest, Words]], today: date) -> list[SearchResult]:
    """Several pages in one call, answered beside each other. Raises as `ask`."""
    lines: list[Mapping[str, Any]] = []
    for request, words in asked:
        body = query.build(request=request, words=words, today=today, relaxed=False).to_dict()
        lines += [{"allow_partial_search_results": False}, body]
    told = _told(f"/{alias()}/_msearch", {"filter_path": READ_ALL}, lines)["responses"]
    _check(told)
    return [_read(each, request) for each, (request, _words) in zip(told, asked, strict=True)]


def count_all(*, asked: Sequence[tuple[SearchRequest, Words]], today: date) -> list[int]:
    """How many each finds, in one call. Raises as `ask`."""
    bare = [
        (replace(request, size=1, after=None, total=True, facets=False), words) for request, words in asked
    ]
    return [found.total or 0 for found in ask_all(asked=bare, today=today)]


def _told(path: str, asked: Mapping[str, str], body: Any) -> dict[str, Any]:
    """Only what `_read` needs travels back."""
    if not circuit.lets_through():
        raise Unavailable("the circuit is open")
    kind = "application/x-ndjson" if isinstance(body, list) else "application/json"
    headers = {"accept": "application/json", "content-type": kind}
    try:
        told = searching().perform_request("POST", path, params=asked, headers=headers, body=body)
    except (ApiError, TransportError) as failure:
        circuit.failed()
        log.warning("Elasticsearch did not answer: %s", _short(failure))
        raise Unavailable(str(failure)) from failure
    return dict(told.body)


def _check(told: Sequence[Mapping[str, Any]]) -> None:
    """Each is a whole answer."""
    for each in told:
        if "error" in each or each.get("timed_out") or each.get("_shards", {}).get("failed"):
            circuit.failed()
            log.warning("Elasticsearch answered in part")
            raise Unavailable("a partial answer")
    circuit.succeeded()


def _read(told: Mapping[str, Any], request: SearchRequest) -> SearchResult:
    field, _ = query.order_of(request)
    rows = told.get("hits", {}).get("hits", [])
    places = [query.place_of(row["sort"], field) for row in rows[: request.size]]
    return SearchResult(
        hits=[Hit(place[2], place) for place in places],
        has_more=len(rows) > request.size,
        total=told["hits"]["total"]["value"] if request.total else None,
        facets=narrowing.read_facets(told.get("aggregations", {})) if request.facets else None,
    )


def _short(failure: Exception) -> str:
    return f"{type(failure).__name__}: {str(failure)[:200]}"

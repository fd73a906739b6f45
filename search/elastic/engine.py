"""The Elasticsearch engine: asks, reads the answer, and refuses when there is none to rely on."""

import logging
from collections.abc import Mapping
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
_JSON = {"accept": "application/json", "content-type": "application/json"}
_WHOLE = {"filter_path": READ, "allow_partial_search_results": "false"}


class Unavailable(Exception):
    """Elasticsearch gave no whole answer in time."""


def ask(*, request: SearchRequest, words: Words, today: date, relaxed: bool) -> SearchResult:
    """One page. Raises Unavailable when Elasticsearch is down, slow, or knows only a part."""
    if not circuit.lets_through():
        raise Unavailable("the circuit is open")
    body = query.build(request=request, words=words, today=today, relaxed=relaxed).to_dict()
    try:
        told = _send(body, often=not request.text)
    except (ApiError, TransportError) as failure:
        circuit.failed()
        log.warning("Elasticsearch did not answer: %s", _short(failure))
        raise Unavailable(str(failure)) from failure
    if told.get("timed_out") or told.get("_shards", {}).get("failed"):
        circuit.failed()
        log.warning("Elasticsearch answered in part")
        raise Unavailable("a partial answer")
    circuit.succeeded()
    return _read(told, request)


def _send(body: Mapping[str, Any], *, often: bool) -> dict[str, Any]:
    """Only what `_read` needs travels back. What is asked `often` the server keeps until its next refresh."""
    asked = {**_WHOLE, "request_cache": "true"} if often else _WHOLE
    told = searching().perform_request("POST", f"/{alias()}/_search", params=asked, headers=_JSON, body=body)
    return dict(told.body)


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

"""Posting lines to an index, and what its answer means for each of them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from elasticsearch import ApiError, TransportError

from search.elastic.client import indexing

_LINES = {"accept": "application/json", "content-type": "application/x-ndjson"}
_READ = {"filter_path": "errors,items.*.status,items.*.error.type,items.*.error.reason"}
_NO_ROOM = {"es_rejected_execution_exception", "cluster_block_exception", "circuit_breaking_exception"}
_LATER = {429, 502, 503, 504}


class Refused(NamedTuple):
    """A line that Elasticsearch will not take: its place in the post, and why."""

    position: int
    why: str


class Unreachable(Exception):
    """Elasticsearch does not answer, or not so that we know what became of the lines."""


class NoRoom(Exception):
    """Elasticsearch answers that it cannot take more now: overloaded, or its disks are full."""


class IndexMissing(Exception):
    """The index is not there: the server was emptied, or somebody deleted it."""

    def __init__(self, index: str) -> None:
        super().__init__(index)
        self.index = index


def post(*, index: str, lines: str) -> list[Refused]:
    """Write the lines. What is older than the index knows already counts as written.

    Raises Unreachable, NoRoom or IndexMissing; then all of it is to be sent again, which does no harm.
    """
    try:
        told = indexing().perform_request(
            "POST", f"/{index}/_bulk", params=_READ, headers=_LINES, body=lines.encode()
        )
    except ApiError as failure:
        raise _reason(failure, index) from failure
    except TransportError as failure:
        raise Unreachable(str(failure)) from failure
    return list(_refused(told.body["items"], index)) if told.body.get("errors") else []


def _reason(failure: ApiError, index: str) -> Exception:
    if failure.status_code == 404:
        return IndexMissing(index)
    if failure.status_code == 429 or "cluster_block" in str(failure):
        return NoRoom(str(failure))
    return Unreachable(str(failure))


def _refused(items: Iterable[dict[str, Any]], index: str) -> Iterable[Refused]:
    for position, item in enumerate(items):
        (told,) = item.values()
        error = told.get("error")
        if error is None or error["type"] == "version_conflict_engine_exception":
            continue
        if error["type"] == "index_not_found_exception":
            raise IndexMissing(index)
        if error["type"] in _NO_ROOM or told["status"] in _LATER:
            raise NoRoom(f"{error['type']}: {error.get('reason', '')[:200]}")
        yield Refused(position, f"{error['type']}: {error.get('reason', '')[:200]}")

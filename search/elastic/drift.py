"""Comparing an index with the entries, and putting right what differs.

Ranges of ids are compared by their count and the sum of their versions. One that differs is halved until it
is small, then compared id by id, twice: only what differs in the same way both times is drift, not just on
its way. It is queued again at a new version, so that it is written whatever the index holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from search.elastic.client import indexing
from search.locks import Lock, hold
from search.models import SearchEntry, SearchIndex, SearchUnsent

RANGE = 100_000  # ids; their versions add up to less than 2^53, and the server adds in floating point
SMALL = 1_000
_SUMS = {"count": {"value_count": {"field": "row_version"}}, "sum": {"sum": {"field": "row_version"}}}
_SQL_SUMS = """
    SELECT count(*), coalesce(sum(row_version), 0) FROM search_entry
    WHERE listing_id > %s AND listing_id <= %s
"""
_RAISE = "SELECT setval('search_entry_version', greatest(%s, nextval('search_entry_version')))"
_QUEUE = """
    WITH wanted AS (SELECT DISTINCT unnest(%s::bigint[]) AS listing_id),
    touched AS (
        UPDATE search_entry e SET row_version = nextval('search_entry_version') FROM wanted
        WHERE e.listing_id = wanted.listing_id RETURNING e.listing_id, e.row_version
    )
    INSERT INTO search_unsent (listing_id, row_version, since)
    SELECT listing_id, coalesce(touched.row_version, nextval('search_entry_version')), now()
    FROM wanted LEFT JOIN touched USING (listing_id)
    ON CONFLICT (listing_id) DO UPDATE SET row_version = excluded.row_version
"""
_Versions = tuple[int | None, int | None]
"""Of the entry and of the document; None where there is none."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Ids that differ: `stale` in another version, `missing` from the index, `extra` without an entry."""

    stale: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        return self.stale + self.missing + self.extra

    @property
    def count(self) -> int:
        return len(self.ids)


def check(*, index: SearchIndex, at: datetime, repair: bool = True) -> Drift:
    """Find what differs and is not queued anyway; queue it again, and write the finding down."""
    first = _differences(index.name)
    second = _look(index.name, list(first)) if first else {}
    sure = {each: versions for each, versions in second.items() if first.get(each) == versions}
    found = Drift(
        stale=tuple(each for each, versions in sure.items() if None not in versions),
        missing=tuple(each for each, versions in sure.items() if versions[1] is None),
        extra=tuple(each for each, versions in sure.items() if versions[0] is None),
    )
    if repair and found.count:
        _queue(found.ids, newest=_highest(index.name, "row_version"))
    SearchIndex.objects.filter(pk=index.pk).update(drift=found.count, checked_at=at)
    return found


def _differences(index: str) -> dict[int, _Versions]:
    indexing().indices.refresh(index=index)
    newest = SearchEntry.objects.order_by("-listing_id").values_list("listing_id", flat=True).first()
    last = max(newest or 0, _highest(index, "listing_id"))
    found: dict[int, _Versions] = {}
    for low in range(0, last, RANGE):
        for after, until in _small_ranges(index, low, low + RANGE):
            theirs = _documents(index, _within(after, until))
            ours = _entries(listing_id__gt=after, listing_id__lte=until)
            found |= _unlike(ours, theirs)
    return found


def _small_ranges(index: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    if _sums_in_sql(low, high) == _sums_in_index(index, low, high):
        return
    if high - low <= SMALL:
        yield low, high
        return
    middle = (low + high) // 2
    yield from _small_ranges(index, low, middle)
    yield from _small_ranges(index, middle, high)


def _look(index: str, ids: Sequence[int]) -> dict[int, _Versions]:
    """What differs among `ids` now, less what is queued."""
    indexing().indices.refresh(index=index)
    found: dict[int, _Versions] = {}
    for start in range(0, len(ids), SMALL):
        some = list(ids[start : start + SMALL])
        theirs = _documents(index, {"terms": {"listing_id": some}})
        found |= _unlike(_entries(listing_id__in=some), theirs)
    queued = set(SearchUnsent.objects.filter(listing_id__in=list(found)).values_list("listing_id", flat=True))
    return {each: versions for each, versions in found.items() if each not in queued}


def _unlike(ours: dict[int, int], theirs: dict[int, int]) -> dict[int, _Versions]:
    every = ours.keys() | theirs.keys()
    return {each: (ours.get(each), theirs.get(each)) for each in every if ours.get(each) != theirs.get(each)}


def _sums_in_sql(low: int, high: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL_SUMS, [low, high])
        count, total = cursor.fetchone()
        return int(count), int(total)


def _sums_in_index(index: str, low: int, high: int) -> tuple[int, int]:
    told = _ask(index, {"size": 0, "query": _within(low, high), "aggs": _SUMS})["aggregations"]
    return int(told["count"]["value"]), int(told["sum"]["value"])


def _highest(index: str, field: str) -> int:
    told = _ask(index, {"size": 0, "aggs": {"highest": {"max": {"field": field}}}})
    return int(told["aggregations"]["highest"]["value"] or 0)


def _entries(**chosen: Any) -> dict[int, int]:
    return dict(SearchEntry.objects.filter(**chosen).values_list("listing_id", "row_version"))


def _documents(index: str, query: dict[str, Any]) -> dict[int, int]:
    """At most SMALL of them: a listing is one document."""
    fields = ["listing_id", "row_version"]
    question = {"size": SMALL, "query": query, "docvalue_fields": fields, "_source": False, "sort": "_doc"}
    hits = _ask(index, question)["hits"]["hits"]
    return {int(hit["fields"]["listing_id"][0]): int(hit["fields"]["row_version"][0]) for hit in hits}


def _within(low: int, high: int) -> dict[str, Any]:
    return {"range": {"listing_id": {"gt": low, "lte": high}}}


def _ask(index: str, question: dict[str, Any]) -> dict[str, Any]:
    told = indexing().search(index=index, allow_partial_search_results=False, body=question)
    return dict(told.body)


def _queue(ids: Sequence[int], *, newest: int) -> None:
    """At versions above all that the index holds, even where the database was set back from a backup."""
    with transaction.atomic(), connection.cursor() as cursor:
        hold(Lock.ENTRIES)
        cursor.execute(_RAISE, [newest])
        cursor.execute(_QUEUE, [list(ids)])

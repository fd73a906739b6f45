"""Sending what changed: from search_unsent to every index that is kept."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F

from search.elastic.bulk import IndexMissing, NoRoom, Refused, post
from search.elastic.client import indexing
from search.elastic.documents import Unsent, unsent
from search.elastic.index import shape
from search.enums import IndexState
from search.locks import Lock, try_hold
from search.models import SearchIndex

log = logging.getLogger(__name__)
BATCH = 2_000
_REFUSED_REST = "1 minute"
_PLACE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Sent:
    """How many listings a round confirmed; `busy` when another sender was at work."""

    count: int
    busy: bool = False


def send_changes(*, limit: int = BATCH) -> Sent:
    """Write up to `limit` changed listings, longest waiting first, and take them off the queue.

    A listing is taken off only at the version that was sent. Killed or failing at any point, nothing is lost:
    it is sent again, and an older version never replaces a newer one. The indices are read after the
    queue: one that joins in between has been filled from entries that hold these changes already.

    Raises Unreachable, NoRoom, or IndexMissing where the live index is gone.
    """
    with transaction.atomic():
        if not try_hold(Lock.SENDING):
            return Sent(count=0, busy=True)
        rows = unsent(limit=limit)
        refused: set[int] = set()
        if rows:
            lines = "".join(row.lines for row in rows)
            for index in SearchIndex.objects.all():
                refused |= {each.position for each in _write(index, lines, len(rows))}
        _put_off([rows[position] for position in refused])
        _take_off([row for position, row in enumerate(rows) if position not in refused])
    return Sent(count=len(rows) - len(refused))


def _write(index: SearchIndex, lines: str, count: int) -> Sequence[Refused]:
    """An index that is gone is forgotten, unless it is the live one."""
    try:
        refused = post(index=index.name, lines=lines)
    except IndexMissing:
        if index.state == IndexState.LIVE:
            raise
        log.warning("The index %s is gone: it is written to no more", index.name)
        index.delete()
        return ()
    if refused and index.shape != shape():
        # Made by an earlier release: what is new in the fields is kept there, but not searched.
        indexing().indices.put_mapping(index=index.name, dynamic="false")
        refused = post(index=index.name, lines=lines)
    _tell(refused)
    SearchIndex.objects.filter(pk=index.pk).update(sent=F("sent") + count - len(refused))
    return refused


def _tell(refused: Sequence[Refused]) -> None:
    """One line for each reason, not for each listing: a whole catalogue may be refused for one."""
    reasons: dict[str, list[str]] = {}
    for each in refused:
        reasons.setdefault(_PLACE.sub("", each.why), []).append(each.why)
    for alike in reasons.values():
        log.error("Elasticsearch refused %s listing(s): %s", len(alike), alike[0])


def _take_off(rows: Sequence[Unsent]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_unsent USING unnest(%s::bigint[], %s::bigint[]) AS done(id, version)"
            " WHERE listing_id = done.id AND search_unsent.row_version = done.version",
            [[row.listing_id for row in rows], [row.row_version for row in rows]],
        )


def _put_off(rows: Sequence[Unsent]) -> None:
    """What is refused for what it is must not hold up the rest: it is tried again later."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_unsent SET since = now() + %s::interval WHERE listing_id = ANY(%s)",
                [_REFUSED_REST, [row.listing_id for row in rows]],
            )


def count_put_off(failure: NoRoom) -> None:
    """Kept for the monitor: the server had no room."""
    log.warning("Elasticsearch takes no more for now: %s", failure)
    SearchIndex.objects.update(put_off=F("put_off") + 1)

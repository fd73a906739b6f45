"""Keeping the search table in step with the catalogue."""

from dataclasses import dataclass

from django.db import connection, transaction

from search.builder import REBUILD
from search.locks import Lock, try_hold

BATCH = 500


@dataclass(frozen=True, slots=True)
class Indexed:
    """How many listings a round rebuilt; `busy` when another indexer was at work."""

    count: int
    busy: bool = False


def index_dirty(*, limit: int = BATCH) -> Indexed:
    """Rebuild up to `limit` listings that changed, oldest change first.

    The marks are read before the catalogue and deleted after it, each only at the sequence number that
    was read: a change that commits in between keeps its mark and is rebuilt in the next round. Killed at
    any point, nothing is lost.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not try_hold(Lock.ENTRIES):
            return Indexed(count=0, busy=True)
        cursor.execute("SELECT listing_id, seq FROM search_dirty ORDER BY enqueued_at LIMIT %s", [limit])
        marks = cursor.fetchall()
        if not marks:
            return Indexed(count=0)
        ids, sequences = [mark[0] for mark in marks], [mark[1] for mark in marks]
        cursor.execute(REBUILD, {"ids": ids})
        cursor.execute(
            "DELETE FROM search_dirty USING unnest(%s::bigint[], %s::bigint[]) AS done(id, seq)"
            " WHERE listing_id = done.id AND search_dirty.seq = done.seq",
            [ids, sequences],
        )
    return Indexed(count=len(ids))


def mark_all() -> int:
    """Every listing and every entry is to be rebuilt. Returns how many were marked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_dirty (listing_id, seq, enqueued_at)"
            " SELECT id, nextval('search_dirty_seq'), now() FROM"
            " (SELECT id FROM catalogue_listing UNION SELECT listing_id FROM search_entry ORDER BY 1) every"
            " ON CONFLICT (listing_id) DO UPDATE SET seq = excluded.seq"
        )
        return int(cursor.rowcount)

"""The queue in SQL: which lanes may go, what is in them, and what becomes of a row.

A lane is (aggregate, aggregate_key, handler); its rows go one after the other, by version. Committed rows
are enough to go by: changes of one aggregate are serialised by its row lock, so version N is visible
before N+1 can be announced, and gaps mean nothing (a version may rise without an event). A relay holds a
lock on each aggregate that it works on, so no two handlers of one aggregate run at the same time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

import orjson

from kernel.database import execute, fetch
from kernel.outbox.events import Event, decode

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)
MOST_ATTEMPTS = 16  # a little over an hour
ROWS_A_LANE = 10

Lock: TypeAlias = Literal["pg_try_advisory_xact_lock", "pg_try_advisory_lock"]
Lane: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the queue, with its event as it was written."""

    id: int
    aggregate: str
    aggregate_key: str
    handler: str
    version: int
    attempts: int
    is_due: bool
    name: str
    data: str

    @property
    def lane(self) -> Lane:
        return self.aggregate, self.aggregate_key, self.handler

    def event(self) -> Event:
        return decode(
            self.name,
            aggregate_key=self.aggregate_key,
            version=self.version,
            data=orjson.loads(self.data),
        )


# The lock is tried outside of the materialised part: only on heads of lanes, and only until enough are taken.
_CLAIM = """
WITH heads AS MATERIALIZED (
    SELECT d.aggregate, d.aggregate_key, d.handler
    FROM outbox_delivery d
    WHERE d.due_at <= coalesce(%s::timestamptz, statement_timestamp()) AND d.handler = ANY(%s)
      AND NOT EXISTS (
        SELECT FROM outbox_delivery o
        WHERE o.aggregate_key = d.aggregate_key AND o.aggregate = d.aggregate AND o.handler = d.handler
          AND (o.version, o.id) < (d.version, d.id))
    ORDER BY d.due_at, d.id
    LIMIT %s
)
SELECT aggregate, aggregate_key, handler FROM heads
WHERE {lock}(hashtextextended('outbox:' || aggregate || ':' || aggregate_key, 0))
LIMIT %s
"""

_READ = """
SELECT d.id, d.aggregate, d.aggregate_key, d.handler, d.version, d.attempts,
       coalesce(d.due_at <= coalesce(%s::timestamptz, statement_timestamp()), false), e.name, e.data::text
FROM unnest(%s::text[], %s::text[], %s::text[])
        WITH ORDINALITY AS lane (aggregate, aggregate_key, handler, place)
CROSS JOIN LATERAL (
    SELECT * FROM outbox_delivery o
    WHERE o.aggregate_key = lane.aggregate_key AND o.aggregate = lane.aggregate AND o.handler = lane.handler
    ORDER BY o.version, o.id
    LIMIT %s
) d
JOIN outbox_event e ON e.id = d.event_id
ORDER BY lane.place, d.version, d.id
"""

_FINISH = """
WITH gone AS (DELETE FROM outbox_delivery WHERE id = ANY(%s) RETURNING event_id, handler, attempts)
INSERT INTO outbox_handled (event_id, handler, attempts) SELECT event_id, handler, attempts + 1 FROM gone
"""

# The rows behind it in the lane cannot go before it: they get its time, so that nobody looks at them in vain.
_FAIL = """
UPDATE outbox_delivery SET
    attempts = attempts + (id = %(id)s)::int,
    error = CASE WHEN id = %(id)s THEN %(error)s ELSE error END,
    dead_at = CASE WHEN id = %(id)s AND %(wait)s::interval IS NULL THEN statement_timestamp() END,
    due_at = coalesce(%(at)s::timestamptz, statement_timestamp()) + %(wait)s::interval
WHERE aggregate_key = %(key)s AND aggregate = %(aggregate)s AND handler = %(handler)s
"""

_UNLOCK = """
SELECT pg_advisory_unlock(hashtextextended('outbox:' || aggregate || ':' || aggregate_key, 0))
FROM unnest(%s::text[], %s::text[]) AS lane (aggregate, aggregate_key)
"""


def claim(handlers: Sequence[str], *, most: int, lock: Lock, at: datetime | None) -> list[Lane]:
    """Lanes whose oldest row is due, their aggregates locked; more are looked at, since other relays may
    have some.
    """
    return fetch(_CLAIM.format(lock=lock), [at, list(handlers), most * 4, most])


def read(lanes: Sequence[Lane], *, at: datetime | None) -> list[Waiting]:
    """The oldest rows of claimed lanes, lane by lane: a fresh look, another relay may have emptied one."""
    return [Waiting(*row) for row in fetch(_READ, [at, *_columns(lanes), ROWS_A_LANE])]


def finish(rows: Sequence[int]) -> None:
    """Take handled rows out of the queue and record each (event, handler) once."""
    if rows:
        execute(_FINISH, [list(rows)])


def fail(row: Waiting, error: str, *, at: datetime | None) -> timedelta | None:
    """Let the lane wait; None when that was the last attempt, and the lane now waits for staff."""
    wait = wait_after(row.attempts + 1)
    values = {"id": row.id, "error": error, "wait": wait, "at": at}
    lane = {"key": row.aggregate_key, "aggregate": row.aggregate, "handler": row.handler}
    execute(_FAIL, values | lane)
    return wait


def unlock(lanes: Sequence[Lane]) -> None:
    """Give session locks back, each as often as it was taken."""
    if lanes:
        aggregates, keys, _handlers = _columns(lanes)
        execute(_UNLOCK, [aggregates, keys])


def wait_after(attempts: int) -> timedelta | None:
    """1 s, 2 s, 4 s … up to ten minutes; None after the last attempt."""
    if attempts >= MOST_ATTEMPTS:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** (attempts - 1)
    return min(doubled, LONGEST_WAIT)


def _columns(lanes: Sequence[Lane]) -> list[list[Any]]:
    return [list(column) for column in zip(*lanes, strict=True)]

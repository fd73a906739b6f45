"""The queue in SQL: which lanes may go, what is in them, and what becomes of a row.

A lane is (aggregate, aggregate_key, handler); its rows go one after the other, by version. Committed rows
are enough to go by: changes of one aggregate are serialised by its row lock, so version N is visible
before N+1 can be announced, and gaps mean nothing (a version may rise without an event). A relay holds a
lock on each aggregate that it works on, so no two handlers of one aggregate run at the same time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import orjson

from kernel.database import execute, fetch
from kernel.outbox.events import Event, decode

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)
MOST_ATTEMPTS = 16  # a little over an hour
ROWS_A_LANE = 10

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


# See migration 0003: the function takes the locks of the aggregates, for the transaction or for the session.
_CLAIM = "SELECT * FROM outbox_claim(%s::text[], coalesce(%s::timestamptz, statement_timestamp()), %s, %s)"

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

# A row announced into a lane that waits is due, but cannot go: it gets the time of the lane's head, or ten
# minutes. Not more, since the head may be gone the next moment; replay and skip make the lane due at once.
_REST = """
UPDATE outbox_delivery d
SET due_at = least(coalesce(head.due_at, 'infinity'), statement_timestamp() + %s::interval)
FROM outbox_delivery head
WHERE head.attempts > 0 AND (head.due_at > statement_timestamp() OR head.dead_at IS NOT NULL)
  AND d.aggregate_key = head.aggregate_key AND d.aggregate = head.aggregate AND d.handler = head.handler
  AND (d.version, d.id) > (head.version, head.id) AND d.due_at <= statement_timestamp()
"""

_UNLOCK = """
SELECT pg_advisory_unlock(hashtextextended('outbox:' || aggregate || ':' || aggregate_key, 0))
FROM unnest(%s::text[], %s::text[]) AS lane (aggregate, aggregate_key)
"""


def claim(handlers: Sequence[str], *, most: int, for_session: bool, at: datetime | None) -> list[Lane]:
    """Lanes whose oldest row is due; their aggregates are locked for the transaction, or until `unlock`."""
    return [(row[0], row[1], row[2]) for row in fetch(_CLAIM, [list(handlers), at, most, for_session])]


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


def rest_blocked() -> int:
    """Stop looking at rows that cannot go anyway; how many. For idle moments: it reads the whole queue."""
    return execute(_REST, [LONGEST_WAIT])


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

"""How the outbox does, for people and for monitoring."""

from dataclasses import dataclass

from kernel.database import fetch
from kernel.outbox.registry import known_handlers


@dataclass(frozen=True)
class Status:
    """Counts of rows. `oldest_seconds`: how long the oldest row that should have been handled has been
    waiting.

    due: to be handled now. later: failed, to be tried again. dead: failed too often; held: behind a dead one.
    unknown: for handlers that this code does not have.
    """

    due: int
    later: int
    dead: int
    held: int
    unknown: int
    oldest_seconds: float
    queue_bytes: int
    log_bytes: int


_STATUS = """
SELECT count(*) FILTER (WHERE due_at <= statement_timestamp()),
       count(*) FILTER (WHERE due_at > statement_timestamp()),
       count(*) FILTER (WHERE dead_at IS NOT NULL),
       count(*) FILTER (WHERE due_at IS NULL AND dead_at IS NULL),
       count(*) FILTER (WHERE handler <> ALL (%s)),
       coalesce(extract(epoch FROM statement_timestamp()
           - min(due_at) FILTER (WHERE due_at <= statement_timestamp())), 0)::float8,
       pg_total_relation_size('outbox_delivery'),
       pg_total_relation_size('outbox_event') + pg_total_relation_size('outbox_handled')
FROM outbox_delivery
"""


def status() -> Status:
    """One statement."""
    return Status(*fetch(_STATUS, [list(known_handlers())])[0])


def backlog() -> int:
    """Rows still to be handled, whatever keeps them."""
    return int(fetch("SELECT count(*) FROM outbox_delivery")[0][0])

"""Writing events: one INSERT statement, in the transaction of the change."""

import orjson
from django.db import connection, transaction

from kernel.database import array, execute, require_transaction
from kernel.outbox.events import Event, encode
from kernel.outbox.registry import handlers_of

CHANNEL = "outbox"

_INSERT = """
WITH announced AS (
    INSERT INTO outbox_event (name, aggregate, aggregate_key, version, data)
    SELECT name, aggregate, aggregate_key, version, data
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::jsonb[])
        WITH ORDINALITY AS given (name, aggregate, aggregate_key, version, data, place)
    ORDER BY place
    RETURNING id, name, aggregate, aggregate_key, version
)
INSERT INTO outbox_delivery (event_id, aggregate, aggregate_key, version, handler)
SELECT id, aggregate, aggregate_key, version, handler
FROM announced JOIN unnest(%s::text[], %s::text[]) AS listening (name, handler) USING (name)
ORDER BY id
"""


def announce(*events: Event) -> None:
    """Write what happened; handlers run after the commit. OutsideTransaction when there is none.

    Several events, also of several aggregates, take one statement: give them in the order they happened.
    """
    require_transaction("announce")
    if not events:
        return
    kinds = {type(event) for event in events}
    pairs = [(kind.__name__, handler) for kind in kinds for handler in handlers_of(kind)]
    execute(
        _INSERT,
        [*map(array, _columns(events)), [name for name, _ in pairs], [handler for _, handler in pairs]],
    )
    if pairs:
        _wake_relays_on_commit()


def _columns(events: tuple[Event, ...]) -> list[list[str] | list[int]]:
    return [
        [type(event).__name__ for event in events],
        [event.aggregate for event in events],
        [event.aggregate_key for event in events],
        [event.version for event in events],
        [orjson.dumps(encode(event)).decode() for event in events],
    ]


def _wake_relays_on_commit() -> None:
    """After the commit, not in it: NOTIFY inside makes all committing transactions queue for one lock.

    It may be lost (a crash in between): relays also look by themselves every 200 ms.
    """
    if not any(call[1] is _wake_relays for call in connection.run_on_commit):
        transaction.on_commit(_wake_relays)


def _wake_relays() -> None:
    execute("SELECT pg_notify(%s, '')", [CHANNEL])

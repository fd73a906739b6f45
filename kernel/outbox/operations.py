"""What staff may do to rows that failed, and how old events go."""

from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from kernel.database import advisory_lock, execute, fetch
from kernel.errors import NotFound
from kernel.outbox.models import Delivery

PRUNED_AT_ONCE = 10_000

_FREE_LANE = """
UPDATE outbox_delivery SET due_at = statement_timestamp(), dead_at = NULL, attempts = 0
WHERE aggregate = %s AND aggregate_key = %s AND handler = %s
"""


@transaction.atomic
def replay(*, delivery_id: int, actor: str, at: datetime) -> None:
    """Try a failed row, and those behind it, again from now on. NotFound when it has been handled
    meanwhile.
    """
    row = _take(delivery_id)
    execute(_FREE_LANE, [row.aggregate, row.aggregate_key, row.handler])
    _write_down("outbox.replayed", row, actor, "", at)


@transaction.atomic
def skip(*, delivery_id: int, actor: str, reason: str, at: datetime) -> None:
    """Let a row never be handled; those behind it go on. Event and reason stay in log and audit."""
    row = _take(delivery_id)
    row.delete()
    execute(_FREE_LANE, [row.aggregate, row.aggregate_key, row.handler])
    _write_down("outbox.skipped", row, actor, reason, at)


def _take(delivery_id: int) -> Delivery:
    """The row, once no relay works on its aggregate; the same lock as the relay's."""
    row = Delivery.objects.filter(pk=delivery_id).first()
    if row is not None:
        advisory_lock(f"outbox:{row.aggregate}:{row.aggregate_key}")
        row = Delivery.objects.select_related("event").filter(pk=delivery_id).first()
    if row is None:
        raise NotFound
    return row


def _write_down(action: str, row: Delivery, actor: str, reason: str, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"{row.aggregate}:{row.aggregate_key}",
        data={"handler": row.handler, "event": row.event.name, "version": row.version, "reason": reason},
        at=at,
    )


_PRUNE = """
WITH old AS (
    SELECT id FROM outbox_event e
    WHERE announced_at < %s AND NOT EXISTS (SELECT FROM outbox_delivery d WHERE d.event_id = e.id)
    ORDER BY announced_at LIMIT %s
), forgotten AS (
    DELETE FROM outbox_handled USING old WHERE event_id = old.id
)
DELETE FROM outbox_event USING old WHERE outbox_event.id = old.id RETURNING 1
"""


def prune(*, older_than: datetime) -> int:
    """Delete handled events announced before; how many. In portions, so that nobody waits for it."""
    total = 0
    while gone := len(fetch(_PRUNE, [older_than, PRUNED_AT_ONCE])):
        total += gone
    return total

"""A batch has ended: it says so, and its carrier is told."""

from datetime import datetime

from kernel.errors import JSON
from logistics.partner_api.enums import BatchState, ItemState
from logistics.partner_api.models import Batch
from logistics.webhooks.enums import EventType
from logistics.webhooks.operations import tell_of


def end_batch(batch: Batch, state: BatchState, *, at: datetime) -> None:
    """Save the locked batch with its counts; in the transaction of what ended it, so that it is told once."""
    batch.state, batch.finished_at = state, at
    batch.save()
    data: dict[str, JSON] = {
        "batch_key": batch.key,
        "state": state.value,
        "total": batch.total,
        "succeeded": batch.succeeded,
        "failed": batch.failed,
        "cancelled": batch.cancelled,
    }
    tell_of(carrier_code=batch.carrier_code, kind=EventType.BATCH_COMPLETED, data=data, at=at)


def call_off(batch: Batch, *, at: datetime) -> None:
    """End the locked batch without what still waits."""
    waiting = batch.items.filter(state=ItemState.WAITING)
    batch.cancelled = waiting.update(state=ItemState.CANCELLED, done_at=at)
    end_batch(batch, BatchState.CANCELLED, at=at)

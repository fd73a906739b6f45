"""Batches come in, are called off, and are forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from kernel.database import advisory_lock
from logistics.partner_api.batches.ending import call_off
from logistics.partner_api.enums import OPEN_BATCHES, BatchState
from logistics.partner_api.models import Batch, BatchItem, PartnerClient
from logistics.partner_api.refusals import BatchClosed, TooManyBatches, UnknownBatch

MOST_OPEN: Final = 20  # of one carrier, so that none fills the worker's table
REMEMBERED: Final = timedelta(days=30)


@transaction.atomic
def open_batch(
    *,
    carrier_code: str,
    client: PartnerClient | None,
    operations: Sequence[Any],
    request_id: str,
    at: datetime,
) -> Batch:
    """Keep the operations, to be done soon, in their order. Raises TooManyBatches."""
    advisory_lock(f"partner.batches:{carrier_code}")
    if Batch.objects.filter(carrier_code=carrier_code, state__in=OPEN_BATCHES).count() >= MOST_OPEN:
        raise TooManyBatches(limit=MOST_OPEN)
    batch = Batch.objects.create(
        carrier_code=carrier_code,
        client=client,
        request_id=request_id[:64],
        total=len(operations),
        created_at=at,
        due_at=at,
    )
    BatchItem.objects.bulk_create(
        [
            BatchItem(
                batch=batch,
                position=position,
                reference=operation.item_reference,
                op=operation.op,
                request=operation.model_dump(mode="json"),
            )
            for position, operation in enumerate(operations, start=1)
        ]
    )
    return batch


@transaction.atomic
def cancel_batch(*, carrier_code: str, key: str, at: datetime) -> Batch:
    """Leave undone what is still waiting; what a step does at this moment is finished first. Again changes
    nothing. Raises UnknownBatch, BatchClosed when all of it was done."""
    batch = Batch.objects.select_for_update().filter(carrier_code=carrier_code, key=key).first()
    if batch is None:
        raise UnknownBatch
    if batch.state == BatchState.COMPLETED:
        raise BatchClosed
    if batch.state in OPEN_BATCHES:
        call_off(batch, at=at)
    return batch


def prune_batches(*, at: datetime) -> int:
    """Forget those that ended a month ago; how many."""
    old = Batch.objects.filter(finished_at__lt=at - REMEMBERED)
    count = old.count()
    old.delete()
    return count

"""From the rows of batches to what partners read."""

from logistics.partner_api.enums import BatchState, ItemState
from logistics.partner_api.models import Batch, BatchItem
from logistics.partner_api.schemas import batches
from logistics.partner_api.schemas.problems import ProblemOut


def batch_out(batch: Batch) -> batches.BatchOut:
    return batches.BatchOut(
        key=batch.key,
        state=BatchState(batch.state),
        total=batch.total,
        waiting=batch.waiting,
        succeeded=batch.succeeded,
        failed=batch.failed,
        cancelled=batch.cancelled,
        created_at=batch.created_at,
        started_at=batch.started_at,
        finished_at=batch.finished_at,
    )


def item_out(item: BatchItem) -> batches.BatchItemOut:
    return batches.BatchItemOut(
        position=item.position,
        item_reference=item.reference,
        op=item.op,
        state=ItemState(item.state),
        outcome=item.outcome,
        code=item.code,
        location=item.location,
        problem=ProblemOut.model_validate(item.problem) if item.problem else None,
        done_at=item.done_at,
    )

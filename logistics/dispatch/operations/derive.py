"""Deriving in bulk what kept events change: a step behind the intake, many batches in one set of
statements."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import OperationalError, transaction

from kernel.database import execute, fetch
from logistics.dispatch.operations.apply import apply_log
from logistics.dispatch.operations.queue import open_discrepancies
from logistics.dispatch.operations.scene import lock_by_ids

logger = logging.getLogger(__name__)
BATCHES_AT_ONCE: Final = 8
LONGEST_WAIT: Final = timedelta(hours=1)

_DUE = "SELECT id FROM dispatch_keptbatch WHERE due_at <= %s ORDER BY id LIMIT %s"
_TAKE = """
    DELETE FROM dispatch_keptbatch WHERE id = ANY(ARRAY(
        SELECT id FROM dispatch_keptbatch WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE SKIP LOCKED))
    RETURNING shipment_ids, first_at, last_at
"""
_POSTPONE = """
    UPDATE dispatch_keptbatch SET failures = failures + 1,
        due_at = %s + least(interval '5 seconds' * 2 ^ least(failures, 12), %s)
    WHERE id = %s
"""
_SETTLED = """
    UPDATE dispatch_discrepancy d SET resolved_at = %s, resolved_by = 'system:dispatch'
    FROM dispatch_shipment s
    WHERE d.shipment_id = ANY(%s::bigint[]) AND d.kind = 'picked_up_while_held' AND d.resolved_at IS NULL
      AND s.id = d.shipment_id AND s.released AND d.data->>'because' IS DISTINCT FROM 'GATE_SHUT'
"""


def derive_kept(*, batches: int = BATCHES_AT_ONCE, at: datetime) -> int:
    """Take some kept batches and derive the states of their shipments from the log; how many were looked at.

    Any number may run side by side: what one has taken the others skip, and shipments are locked by id. Where
    deriving fails each batch is tried alone, and the one at fault waits longer each time, so that it holds
    back no other."""
    due = [row for (row,) in fetch(_DUE, [at, batches])]
    if not due:
        return 0
    try:
        _derive(due, at=at)
    except OperationalError:
        raise
    except Exception:
        logger.exception("kept batches %s could not be derived together", due)
        for one in due:
            _derive_alone(one, at=at)
    return len(due)


@transaction.atomic
def _derive(due: Sequence[int], *, at: datetime) -> None:
    """A batch judged while its shipment was being released may have left a doubt that holds no longer: it is
    closed."""
    taken = fetch(_TAKE, [list(due)])
    if not taken:
        return
    ids = sorted({shipment_id for shipment_ids, _first, _last in taken for shipment_id in shipment_ids})
    times = [moment for _ids, *span in taken for moment in span]
    open_discrepancies(apply_log(lock_by_ids(ids), times=times, at=at), at=at)
    execute(_SETTLED, [at, ids])


def _derive_alone(one: int, *, at: datetime) -> None:
    try:
        _derive([one], at=at)
    except OperationalError:
        raise
    except Exception:
        logger.exception("kept batch %s could not be derived", one)
        execute(_POSTPONE, [at, LONGEST_WAIT, one])

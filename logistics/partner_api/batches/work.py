"""The worker's side of batches.

One step is one transaction: the batch is locked, the next operation (or the next run of events) is done,
and its result is written with it. Whoever is killed half-way has done nothing of the step, and the next one
goes on from there: each operation is done exactly once. Only one step at a time is made of a batch, and in
its order; of all carriers each has its turn, so that a long batch of one holds up no other."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from django.db import OperationalError, transaction

from kernel.database import execute, fetch
from kernel.errors import Refusal
from logistics.dispatch.operations import record_events
from logistics.dispatch.values import ItemResult
from logistics.partner_api.batches.deeds import Doer, do, incoming, read
from logistics.partner_api.batches.ending import call_off, end_batch
from logistics.partner_api.enums import OPEN_BATCHES, BatchState, ItemState
from logistics.partner_api.models import Batch, BatchItem, PartnerClient
from logistics.partner_api.problems import Problem, from_refusal
from logistics.partner_api.sandbox.clock import moment_for

logger = logging.getLogger(__name__)
EVENTS_AT_ONCE: Final = 200
APPLIED_AT_ONCE: Final = 20  # as in POST /events
LONGEST_TURN: Final = 20.0  # seconds
_FIELDS: Final = ("state", "outcome", "code", "location", "problem", "done_at")

_DUE = """
    SELECT DISTINCT ON (carrier_code) id FROM partner_api_batch
    WHERE state IN ('queued', 'running') AND due_at <= %s ORDER BY carrier_code, id
"""
_POSTPONE = """
    UPDATE partner_api_batch SET failures = least(failures + 1, 1000),
        due_at = %s + least(interval '5 seconds' * 2 ^ least(failures, 12), %s)
    WHERE id = %s
"""
LONGEST_WAIT: Final = timedelta(minutes=15)


def work_batches(*, clock: Callable[[], datetime], seconds: float = LONGEST_TURN) -> int:
    """Make steps until nothing is due, or for so many seconds; how many steps. Any number may run."""
    until, made = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        steps = sum(_try_step(batch_id, at=clock()) for (batch_id,) in fetch(_DUE, [clock()]))
        if not steps:
            break
        made += steps
    return made


def _try_step(batch_id: int, *, at: datetime) -> bool:
    """A step that cannot be made (a deadlock, the database away) is tried again later, later each time."""
    try:
        return step(batch_id, at=at)
    except Exception:
        logger.exception("a step of the batch %s could not be made", batch_id)
        execute(_POSTPONE, [at, LONGEST_WAIT, batch_id])
        return True


@transaction.atomic
def step(batch_id: int, *, at: datetime) -> bool:
    """The next operation of the batch, or the next events; False when another worker has it, or nothing is
    left. A batch whose client was revoked is called off."""
    locked = Batch.objects.select_for_update(skip_locked=True)
    batch = locked.filter(id=batch_id, state__in=OPEN_BATCHES).first()
    if batch is None:
        return False
    if PartnerClient.objects.filter(batches=batch, revoked_at__isnull=False).exists():
        call_off(batch, at=at)
        return True
    waiting = batch.items.filter(state=ItemState.WAITING).order_by("position")
    items = list(waiting[:EVENTS_AT_ONCE])
    doer = Doer(batch.carrier_code, moment_for(batch.carrier_code, at=at))
    events = list(takewhile(lambda item: item.op == "event", items))
    done = events or items[:1]
    if not events or not _do_events(batch, events, doer):
        for item in done:
            _do_one(batch, item, doer)
    _save(batch, done, at=at)
    return True


def _save(batch: Batch, done: Sequence[BatchItem], *, at: datetime) -> None:
    for item in done:
        item.done_at = at
    BatchItem.objects.bulk_update(done, _FIELDS)
    good = sum(item.state == ItemState.SUCCEEDED for item in done)
    batch.succeeded, batch.failed = batch.succeeded + good, batch.failed + len(done) - good
    batch.state, batch.started_at = BatchState.RUNNING, batch.started_at or at
    batch.failures, batch.due_at = 0, at
    if batch.waiting:
        batch.save()
    else:
        end_batch(batch, BatchState.COMPLETED, at=at)


def _do_events(batch: Batch, items: Sequence[BatchItem], doer: Doer) -> bool:
    """All of them at once; False when that cannot be, so that each is tried alone."""
    try:
        with transaction.atomic():
            results = _record(items, doer)
    except OperationalError:
        raise
    except Exception:
        logger.exception("events of the batch %s could not be recorded together", batch.key)
        return False
    for item, result in zip(items, results, strict=True):
        _note(batch, item, result)
    return True


def _record(items: Sequence[BatchItem], doer: Doer) -> list[ItemResult]:
    events = [incoming(read(item.request).event) for item in items]
    return record_events(events=events, apply=len(events) <= APPLIED_AT_ONCE, **doer.words)


def _note(batch: Batch, item: BatchItem, result: ItemResult) -> None:
    if result.status == "refused":
        _fail(batch, item, Problem(422, result.code, result.detail))
    else:
        item.state, item.outcome, item.code = ItemState.SUCCEEDED, result.status, result.code


def _do_one(batch: Batch, item: BatchItem, doer: Doer) -> None:
    try:
        with transaction.atomic():
            _do_it(batch, item, doer)
    except OperationalError:
        raise
    except Refusal as refusal:
        _fail(batch, item, from_refusal(refusal))
    except Exception:
        logger.exception("operation %s of the batch %s", item.position, batch.key)
        _fail(batch, item, Problem(500, "INTERNAL"))


def _do_it(batch: Batch, item: BatchItem, doer: Doer) -> None:
    if item.op == "event":
        [result] = _record([item], doer)
        _note(batch, item, result)
    else:
        item.location = do(read(item.request), doer)
        item.state, item.outcome = ItemState.SUCCEEDED, "done"


def _fail(batch: Batch, item: BatchItem, problem: Problem) -> None:
    item.state, item.code = ItemState.FAILED, problem.code
    item.problem = problem.body(batch.request_id)

"""Handing events to their handlers: a batch of lanes at a time.

Inside: one transaction for a batch, a savepoint for each handler; what the handlers did and the record
that they did it are committed together, so a relay killed at any point loses nothing and does nothing
twice. Short batches, since the handlers' locks are held to the end. Outside: handlers that talk over a
network run without a transaction, under a lock of the session, and are recorded after; killed in between,
they run again.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction

from kernel.database import execute
from kernel.outbox import queue
from kernel.outbox.queue import Lane, Waiting
from kernel.outbox.registry import known_handlers

logger = logging.getLogger(__name__)

LANES_A_BATCH = 50
OUTSIDE_LANES_A_BATCH = 20
LONGEST_BATCH = 0.05  # seconds after which no further handler is begun
LOCK_TIMEOUT = "10s"

Around: TypeAlias = Callable[[], AbstractContextManager[Any]]


@dataclass
class Batch:
    """claimed: lanes that had something to do; none means that nothing is due."""

    claimed: int = 0
    handled: int = 0
    failed: int = 0


def run_inside(*, at: datetime | None = None, strict: bool = False) -> Batch:
    """One batch of the handlers that work in the database only.

    at: rows due by then, if not by now. strict: what a handler raises is raised, and the batch undone.
    """
    with transaction.atomic():
        execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        names = _handlers(outside=False)
        lanes = queue.claim(names, most=LANES_A_BATCH, for_session=False, at=at)
        return _run(lanes, transaction.atomic, at=at, strict=strict)


def run_outside(*, at: datetime | None = None, strict: bool = False) -> Batch:
    """One batch of the handlers that talk to somebody; a slow one makes a batch of its own."""
    names = _handlers(outside=True)
    lanes = queue.claim(names, most=OUTSIDE_LANES_A_BATCH, for_session=True, at=at)
    try:
        return _run(lanes, nullcontext, at=at, strict=strict)
    finally:
        queue.unlock(lanes)


def _handlers(*, outside: bool) -> list[str]:
    """Rows of handlers that this code does not know are left to relays that do."""
    return [name for name, handler in known_handlers().items() if handler.outside == outside]


def _run(lanes: list[Lane], around: Around, *, at: datetime | None, strict: bool) -> Batch:
    if not lanes:
        return Batch()
    started, done, stopped = time.monotonic(), list[int](), set[Lane]()
    for row in queue.read(lanes, at=at):
        if time.monotonic() - started > LONGEST_BATCH:
            break
        if row.lane in stopped:
            continue
        if row.is_due and _handle(row, around, at=at, strict=strict):
            done.append(row.id)
        else:
            stopped.add(row.lane)
    queue.finish(done)
    return Batch(claimed=len(lanes), handled=len(done), failed=len(stopped))


def _handle(row: Waiting, around: Around, *, at: datetime | None, strict: bool) -> bool:
    """Whether it went well; if not, the lane waits."""
    try:
        with around():
            known_handlers()[row.handler].react(row.event())
    except Exception as problem:
        if strict:
            raise
        _note_failure(row, problem, at)
        return False
    return True


def _note_failure(row: Waiting, problem: Exception, at: datetime | None) -> None:
    wait = queue.fail(row, f"{type(problem).__name__}: {problem}"[:2_000], at=at)
    what = f"{row.handler} on {row.name} of {row.aggregate}:{row.aggregate_key} v{row.version}"
    if wait is None:
        logger.error("%s failed %s times and waits for staff", what, row.attempts + 1, exc_info=problem)
    else:
        logger.warning("%s failed, again in %s", what, wait, exc_info=problem)

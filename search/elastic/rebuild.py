"""A new index in the place of the old one, while the shop searches on.

Made and entered in search_index (from then on every change goes to both), filled from the entries by ranges
of ids, caught up with, held against a gate, and put behind the alias in one step. The former index is kept in
step, for the way back, until the next rebuild or a day later.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.db import connection
from elasticsearch import ApiError, TransportError

from kernel.clock import now
from search.elastic import indices
from search.elastic.bulk import NoRoom, Refused, Unreachable, post
from search.elastic.documents import end_of_part, part
from search.elastic.sync import count_put_off, send_changes
from search.enums import IndexState
from search.locks import Lock, held_by_session
from search.models import SearchIndex, SearchUnsent

PART = 2_000  # entries in one post: one to three megabytes
WRITERS = 2
PATIENCE = 30 * 60.0  # seconds that a server without room is waited for
KEPT_FOR = timedelta(days=1)
CATCH_UP_SECONDS = 600.0
Gate = Callable[[str], None]
"""Told the new index's name before it is searched; raises GateClosed to keep it out."""


class GateClosed(Exception):
    """The new index does not find what it should. The old one stays."""


class EntriesRefused(Exception):
    """Elasticsearch does not take some entries, so the new index would lack them."""


class NotCaughtUp(Exception):
    """Changes come faster than they are sent, or somebody else's sender hangs."""


class RebuildRuns(Exception):
    """Another process builds an index."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`count` entries written in `seconds` of filling."""

    index: str
    count: int
    seconds: float


def rebuild(*, gates: Sequence[Gate]) -> Rebuilt:
    """Raises GateClosed, EntriesRefused, NotCaughtUp, Unreachable or NoRoom: the old index then stays.

    RebuildRuns while another process is at it.
    """
    with held_by_session(Lock.REBUILDING) as mine:
        if not mine:
            raise RebuildRuns
        indices.forget_missing()
        indices.throw_away(list(SearchIndex.objects.filter(state=IndexState.FILLING)))
        fresh = indices.create(at=now())
        try:
            count, seconds = _prepare(fresh.name, gates)
        except BaseException:
            with suppress(ApiError, TransportError):  # its row stays and tells of it
                indices.throw_away([fresh])
            raise
        indices.throw_away(list(SearchIndex.objects.filter(state=IndexState.KEPT)))
        indices.swap(to=fresh)
        indices.throw_away_strangers()
        return Rebuilt(index=fresh.name, count=count, seconds=seconds)


def _prepare(index: str, gates: Sequence[Gate]) -> tuple[int, float]:
    began = monotonic()
    count = _fill(index)
    seconds = monotonic() - began
    _catch_up(now())
    indices.open_for_searches(index)
    for gate in gates:
        gate(index)
    return count, seconds


def _fill(index: str) -> int:
    """All entries, by a few writers that take the next range in turn. Memory holds one range for each."""
    ranges, turn = _ranges(), threading.Lock()

    def write() -> int:
        total = 0
        try:
            while True:
                with turn:
                    step = next(ranges, None)
                if step is None:
                    return total
                total += _write(index, *step)
        finally:
            connection.close()  # of this thread

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(done.result() for done in [pool.submit(write) for _ in range(WRITERS)])


def _ranges() -> Iterator[tuple[int, int]]:
    after = 0
    while (until := end_of_part(after=after, size=PART)) is not None:
        yield after, until
        after = until


def _write(index: str, after: int, until: int) -> int:
    content = part(after=after, until=until)
    refused = post_patiently(index=index, lines=content.lines) if content.entries else []
    if refused:
        raise EntriesRefused(f"{len(refused)} entries, the first because of {refused[0].why}")
    return content.entries


def post_patiently(*, index: str, lines: str, patience: float = PATIENCE) -> list[Refused]:
    """Wait, longer each time, while the server has no room or is away; at last raise what it said."""
    rest, end = 0.25, monotonic() + patience
    while True:
        try:
            return post(index=index, lines=lines)
        except (NoRoom, Unreachable) as failure:
            if monotonic() > end:
                raise
            if isinstance(failure, NoRoom):
                count_put_off(failure)
        sleep(rest)
        rest = min(rest * 2, 15.0)


def _catch_up(filled_at: datetime) -> None:
    """Until nothing waits that waited when the filling ended."""
    end = monotonic() + CATCH_UP_SECONDS
    while SearchUnsent.objects.filter(since__lt=filled_at).exists():
        if monotonic() > end:
            raise NotCaughtUp
        if not send_changes().count:
            sleep(0.2)


def throw_away_old(*, at: datetime) -> int:
    """Kept indices have had their day."""
    old = list(SearchIndex.objects.filter(state=IndexState.KEPT, created_at__lt=at - KEPT_FOR))
    indices.throw_away(old)
    return len(old)

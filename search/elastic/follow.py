"""The sender's life: send what changed, build the index anew when it is gone, wait out what is away."""

import logging
import threading
from dataclasses import dataclass
from time import monotonic

from django.db import OperationalError, connection
from elasticsearch import ApiError, TransportError

from kernel.clock import now
from search.elastic import drift, gate, indices
from search.elastic.bulk import IndexMissing, NoRoom, Unreachable
from search.elastic.rebuild import (
    EntriesRefused,
    GateClosed,
    NotCaughtUp,
    RebuildRuns,
    rebuild,
    throw_away_old,
)
from search.elastic.sync import BATCH, count_put_off, send_changes
from search.models import SearchUnsent

log = logging.getLogger(__name__)
POLL_SECONDS = 0.3
CARE_SECONDS = 30.0  # how often it looks whether the index is there and of the right shape
CHECK_SECONDS = 3_600.0  # how often the index is compared with the entries
LONGEST_REST = 5.0  # between two tries while the server is away
AFTER_REFUSAL_SECONDS = 600.0  # a gate that closed needs a person


def settle() -> None:
    """Until nothing waits to be sent; builds the index where there is none."""
    if indices.needs_rebuild():
        rebuild(gates=gate.gates())
    while SearchUnsent.objects.filter(since__lte=now()).exists():
        send_changes()


def send_until(stopped: threading.Event, changed: threading.Event) -> None:
    """Runs in a thread of its own, so that a server which hangs does not hold up PostgreSQL's own search.

    `changed` wakes it; not while it waits for a server that is away.
    """
    sender = Sender()
    while not stopped.is_set():
        rest = sender.round()
        if rest <= POLL_SECONDS:
            changed.wait(rest)
            changed.clear()
        else:
            stopped.wait(rest)
    connection.close()


@dataclass
class Sender:
    """What is remembered between rounds: the last rest, and when to look after the index."""

    rest: float = 0.0
    care_at: float = 0.0
    check_at: float = 0.0

    def round(self) -> float:
        """Send one batch; returns how long to rest."""
        try:
            count = self._work()
        except (NoRoom, Unreachable, ApiError, TransportError, RebuildRuns) as failure:
            return self._away(failure)
        except IndexMissing as failure:
            log.warning("The index %s is gone", failure.index)
            self.care_at = 0.0
            return POLL_SECONDS
        except (GateClosed, EntriesRefused, NotCaughtUp) as refusal:
            log.error("No new index: %s: %s", type(refusal).__name__, refusal)
            self.care_at = monotonic() + AFTER_REFUSAL_SECONDS
            return POLL_SECONDS
        except OperationalError as failure:
            connection.close()
            return self._away(failure)
        self._back()
        return 0.0 if count >= BATCH else POLL_SECONDS

    def _work(self) -> int:
        if monotonic() >= self.care_at:
            self._care()
            self.care_at = monotonic() + CARE_SECONDS
        return send_changes().count

    def _care(self) -> None:
        if why := indices.needs_rebuild():
            log.warning("A new index is built: %s", why)
            done = rebuild(gates=gate.gates())
            log.warning("%s holds %d listings after %.1f s", done.index, done.count, done.seconds)
        throw_away_old(at=now())
        if monotonic() >= self.check_at and (current := indices.live()):
            if (found := drift.check(index=current, at=now())).count:
                log.warning("%d listings had drifted and are sent again", found.count)
            self.check_at = monotonic() + CHECK_SECONDS

    def _away(self, failure: Exception) -> float:
        if isinstance(failure, NoRoom):
            count_put_off(failure)
        elif not self.rest:
            log.warning("Elasticsearch is waited for: %s: %s", type(failure).__name__, str(failure)[:200])
        self.rest = min(LONGEST_REST, self.rest * 2 or 0.5)
        return self.rest

    def _back(self) -> None:
        if self.rest:
            log.warning("Elasticsearch is back")
        self.rest = 0.0

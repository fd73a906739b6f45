"""The relay as a process: two workers, inside and outside, and a listener that wakes them."""

import logging
import threading
from collections.abc import Callable
from types import FrameType

import psycopg
from django.db import connection

from kernel.outbox.announcing import CHANNEL
from kernel.outbox.queue import rest_blocked
from kernel.outbox.relay import Batch, run_inside, run_outside

logger = logging.getLogger(__name__)

POLL = 0.2  # seconds; a wake-up may be lost, a poll is not
AFTER_TROUBLE = 1.0
BETWEEN_RESTS = 30.0
ADDRESS = ("dbname", "user", "password", "host", "port")


class Service:
    """Runs until `stop`. Several services, on several machines, share the work."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._bells = {run_inside: threading.Event(), run_outside: threading.Event()}

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Also a signal handler: the batch under way is finished first."""
        self.stopping.set()
        self._ring()

    def run(self) -> None:
        workers = [
            threading.Thread(target=self._work, args=(run, bell), name=f"relay-{run.__name__}")
            for run, bell in self._bells.items()
        ]
        workers.append(threading.Thread(target=self._put_to_rest, name="relay-rest"))
        for worker in workers:
            worker.start()
        self._listen()
        for worker in workers:
            worker.join()

    def _ring(self) -> None:
        for bell in self._bells.values():
            bell.set()

    def _work(self, run: Callable[[], Batch], bell: threading.Event) -> None:
        while not self.stopping.is_set():
            try:
                batch = run()
            except Exception:
                logger.exception("the relay's batch broke off; nothing of it was kept")
                connection.close()
                self.stopping.wait(AFTER_TROUBLE)
                continue
            if not batch.claimed:
                bell.wait(POLL)
                bell.clear()
        connection.close()

    def _put_to_rest(self) -> None:
        """That it fails is no harm: the rows are looked at in vain a little longer."""
        while not self.stopping.wait(BETWEEN_RESTS):
            try:
                rest_blocked()
            except Exception:
                logger.warning("blocked rows were not put to rest", exc_info=True)
            connection.close()

    def _listen(self) -> None:
        while not self.stopping.is_set():
            try:
                with _listening_connection() as listening:
                    self._pass_on(listening)
            except psycopg.OperationalError:
                logger.warning("the relay lost its ear; it polls meanwhile", exc_info=True)
                self.stopping.wait(AFTER_TROUBLE)

    def _pass_on(self, listening: psycopg.Connection) -> None:
        while not self.stopping.is_set():
            if any(True for _notice in listening.notifies(timeout=POLL, stop_after=1)):
                self._ring()


def _listening_connection() -> psycopg.Connection:
    options = connection.get_connection_params()
    address = {name: options[name] for name in ADDRESS if name in options}
    listening = psycopg.connect(**address, autocommit=True)
    listening.execute(f"LISTEN {CHANNEL}")
    return listening


def drain() -> int:
    """Handle what is due, and what that announces, until nothing is; how many were handled."""
    total = 0
    while True:
        batches = (run_inside(), run_outside())
        total += sum(batch.handled for batch in batches)
        if not any(batch.claimed for batch in batches):
            return total

"""A circuit breaker: who has just failed several times in a row is left alone for a while, then tried once.

One for each account and process; nothing is shared, since each process finds out for itself within a few
calls. Not-founds and refusals are answers and count as health.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 30.0


@dataclass
class Breaker:
    clock: Callable[[], float] = monotonic
    _failures: int = 0
    _closed_until_probe: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """Whether a call may be made now. After the pause exactly one may, until its outcome is known."""
        with self._lock:
            if self._failures < FAILURES_TO_OPEN:
                return True
            if self.clock() < self._closed_until_probe:
                return False
            self._closed_until_probe = self.clock() + OPEN_SECONDS
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                self._closed_until_probe = self.clock() + OPEN_SECONDS


_breakers: dict[str, Breaker] = {}


def breaker_of(name: str) -> Breaker:
    return _breakers.setdefault(name, Breaker())


def forget_breakers() -> None:
    """For tests, and after an account was changed."""
    _breakers.clear()

"""A circuit: after some failures in a row nobody is asked for a while, then one asks for all."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FAILURES = 3  # in a row
REST_SECONDS = 5.0


@dataclass
class Circuit:
    """Safe to share among the threads of one process."""

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _rests_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_open(self) -> bool:
        """Whether it is resting, or waiting for the one who tries."""
        return self._failures >= FAILURES

    def lets_through(self) -> bool:
        """False while it rests. After the rest one is let through, and the others wait for his luck."""
        if self._failures < FAILURES:
            return True
        with self._lock:
            if self.clock() < self._rests_until:
                return False
            self._rests_until = self.clock() + REST_SECONDS
            return True

    def succeeded(self) -> None:
        if self._failures:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._rests_until = self.clock() + REST_SECONDS

    def reset(self) -> None:
        """As new."""
        self._failures, self._rests_until = 0, 0.0

"""Watching the database itself, where a test runs things side by side."""

import time

from kernel.database import fetch


def wait_until_someone_waits_for_us() -> None:
    """Until another connection wants a lock that this one holds."""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    give_up_at = time.monotonic() + 10
    while not fetch(waiting):
        assert time.monotonic() < give_up_at
        time.sleep(0.01)

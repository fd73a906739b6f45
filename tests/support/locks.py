"""Watching the database itself, where a test runs things side by side."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from kernel.database import fetch


def assert_waits_empty_handed(
    deed: Callable[[], object], *, first: QuerySet[Any], second: QuerySet[Any]
) -> None:
    """While this connection holds the `first` row the deed waits for it; and it does not hold the `second`
    yet, so that whoever holds the first can still have it. (The other order ends in a deadlock.)
    """

    def act() -> None:
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first.select_for_update().get()
            acting = pool.submit(act)
            wait_until_someone_waits_for_us()
            second.select_for_update().get()
        acting.result()


def wait_until_someone_waits_for_us() -> None:
    """Until another connection wants a lock that this one holds."""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    give_up_at = time.monotonic() + 10
    while not fetch(waiting):
        assert time.monotonic() < give_up_at
        time.sleep(0.01)

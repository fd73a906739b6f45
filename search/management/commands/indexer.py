"""Keeps the search table in step, until it is stopped."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection

from search.operations import BATCH, index_dirty, mark_all

POLL_SECONDS = 0.3
AFTER_FAULT_SECONDS = 2.0


class Command(BaseCommand):
    help = "Rebuild search entries of changed listings (--once: until none is left; --all: mark all first)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--all", action="store_true")

    def handle(self, *_args: Any, once: bool, all: bool, **_options: Any) -> None:
        if all:
            self.stdout.write(f"{mark_all()} marked")
        if once:
            self.stdout.write(f"{self._drain()} rebuilt")
            return
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            stopped.wait(self._round())

    def _drain(self) -> int:
        total = 0
        while count := index_dirty().count:
            total += count
        return total

    def _round(self) -> float:
        """One batch; returns how long to rest. A database that is away is waited for."""
        try:
            return 0 if index_dirty().count >= BATCH else POLL_SECONDS
        except OperationalError as error:
            self.stderr.write(f"The database does not answer, trying again: {error}")
            connection.close()
            return AFTER_FAULT_SECONDS

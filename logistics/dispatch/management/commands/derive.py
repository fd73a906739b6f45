"""Derives what kept events change, until it is stopped."""

import gc
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection

from kernel.clock import now
from logistics.dispatch.operations import derive_kept

POLL_SECONDS = 0.1
AFTER_FAULT_SECONDS = 2.0


class Command(BaseCommand):
    help = "Derive the states of parcels from the events that were kept. Any number may run, on any machine."
    requires_system_checks = []  # they load every page; `manage.py check` is for that

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="until nothing is left to do")

    def handle(self, *_args: Any, once: bool, **_options: Any) -> None:
        if once:
            total = 0
            while count := derive_kept(at=now()):
                total += count
            self.stdout.write(f"{total} batches derived")
            return
        gc.freeze()  # thousands of short-lived rows a round: the collector need not look so often
        gc.set_threshold(200_000, 20, 20)
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        self.stdout.write("derive runs")
        while not stopped.is_set():
            stopped.wait(self._round())

    def _round(self) -> float:
        """One set of batches; returns how long to rest. A database that is away is waited for."""
        try:
            return 0 if derive_kept(at=now()) else POLL_SECONDS
        except OperationalError as error:
            self.stderr.write(f"The database does not answer, trying again: {error}")
            connection.close()
            return AFTER_FAULT_SECONDS

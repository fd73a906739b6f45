"""Keeps the search in step, until it is stopped: entries first, and Elasticsearch where it is the engine."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from kernel.clock import now
from search.elastic import drift, follow, gate, indices, rebuild
from search.operations import BATCH, index_dirty, mark_all
from search.sellers import count_sellers
from search.vocabulary import count_words

POLL_SECONDS = 0.3
COUNTING_SECONDS = 300.0  # between two counts of the catalogue's words and of what sellers kept
AFTER_FAULT_SECONDS = 2.0


class Command(BaseCommand):
    help = (
        "Rebuild search entries of changed listings; send them to Elasticsearch with SEARCH=elasticsearch."
        " Without an option it goes on until it is stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="until nothing is left to do")
        parser.add_argument("--all", action="store_true", help="mark every listing as changed first")
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--rebuild", action="store_true", help="put a new Elasticsearch index in place")
        only.add_argument(
            "--check", action="store_true", help="compare Elasticsearch with the entries; repair"
        )
        only.add_argument("--rollback", action="store_true", help="search the index before the last rebuild")
        only.add_argument("--forget", action="store_true", help="delete all indices, and queue nothing more")

    def handle(self, *_args: Any, **options: Any) -> None:
        for name in ("rebuild", "check", "rollback", "forget"):
            if options[name]:
                return self._say(getattr(self, f"_{name}")())
        if options["all"]:
            self._say(f"{mark_all()} marked")
        if options["once"]:
            return self._say(f"{self._drain()} rebuilt")
        return self._follow()

    def _say(self, words: str) -> None:
        self.stdout.write(words)

    def _drain(self) -> int:
        total = 0
        while count := index_dirty().count:
            total += count
        count_words()
        if count_sellers() > 0:
            while count := index_dirty().count:
                total += count
        if settings.SEARCH == "elasticsearch":
            follow.settle()
        return total

    def _follow(self) -> None:
        stopped, changed = threading.Event(), threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        if settings.SEARCH == "elasticsearch":
            threading.Thread(target=follow.send_until, args=(stopped, changed), daemon=True).start()
        threading.Thread(target=self._count_until, args=(stopped,), daemon=True).start()
        while not stopped.is_set():
            stopped.wait(self._round(changed))

    def _count_until(self, stopped: threading.Event) -> None:
        """Beside the rest: in a large catalogue a count takes longer than a change may wait."""
        while not stopped.is_set():
            try:
                count_words()
                count_sellers()
            except OperationalError as error:
                self.stderr.write(f"The database does not answer, counting later: {error}")
            connection.close()
            stopped.wait(COUNTING_SECONDS)

    def _round(self, changed: threading.Event) -> float:
        """One batch; returns how long to rest. A database that is away is waited for."""
        try:
            count = index_dirty().count
        except OperationalError as error:
            self.stderr.write(f"The database does not answer, trying again: {error}")
            connection.close()
            return AFTER_FAULT_SECONDS
        if count:
            changed.set()
        return 0 if count >= BATCH else POLL_SECONDS

    def _rebuild(self) -> str:
        try:
            done = rebuild.rebuild(gates=gate.gates())
        except rebuild.GateClosed as refusal:
            raise CommandError(f"The new index is thrown away, the old one stays: {refusal}") from refusal
        rate = done.count / max(done.seconds, 0.001)
        return f"{done.index}: {done.count} listings in {done.seconds:.1f} s ({rate:.0f}/s)"

    def _check(self) -> str:
        current = indices.live()
        if current is None:
            raise CommandError("There is no index: `manage.py indexer --rebuild` makes one.")
        found = drift.check(index=current, at=now())
        due = indices.needs_rebuild() or "No rebuild is due"
        return (
            f"{current.name}: {len(found.stale)} stale, {len(found.missing)} missing,"
            f" {len(found.extra)} extra; {found.count} queued again. {due}."
        )

    def _rollback(self) -> str:
        try:
            return f"Searched now: {indices.go_back().name}"
        except indices.NothingKept:
            raise CommandError("No earlier index is kept.") from None

    def _forget(self) -> str:
        indices.forget_all()
        return "Nothing is kept in Elasticsearch any more."

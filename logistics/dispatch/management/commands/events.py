"""The event log's months: put away in files, and brought back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.clock import now
from kernel.errors import Refusal
from logistics.dispatch.models import ArchivedMonth
from logistics.dispatch.operations.archive import archive_month, restore_month

ACTOR = "system:console"


class Command(BaseCommand):
    help = "events archive --month 2026-06 --to <folder> | restore --month 2026-06 [--from <folder>] | list"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        archive = verbs.add_parser("archive", help="write the month into a file and take it out of the log")
        archive.add_argument("--to", type=Path, required=True, dest="folder")
        restore = verbs.add_parser("restore", help="bring it back")
        restore.add_argument("--from", type=Path, default=None, dest="folder", help="if the file was moved")
        for one in (archive, restore):
            one.add_argument("--month", type=_month, required=True)
        verbs.add_parser("list", help="the months that are away")

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(options)
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal

    def _archive(self, options: dict[str, Any]) -> None:
        if not options["folder"].is_dir():
            raise CommandError(f"There is no folder {options['folder']}")
        kept = archive_month(month=options["month"], folder=options["folder"], actor=ACTOR, at=now())
        done = "put away" if kept.is_new else "was away already"
        told = f"{kept.rows} events, {kept.path}, sha256 {kept.sha256}"
        self.stdout.write(f"{options['month']:%Y-%m} {done}: {told}")

    def _restore(self, options: dict[str, Any]) -> None:
        rows = restore_month(month=options["month"], folder=options["folder"], actor=ACTOR, at=now())
        self.stdout.write(f"{options['month']:%Y-%m} is back: {rows} events")

    def _list(self, _options: dict[str, Any]) -> None:
        for row in ArchivedMonth.objects.order_by("starts_at"):
            self.stdout.write(f"{row} {row.rows} events {row.path} sha256 {row.sha256}")


def _month(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)

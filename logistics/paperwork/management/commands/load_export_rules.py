"""Reads fixtures/export_rules/ into the database. Running it again changes nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kernel.clock import now
from kernel.reference import FixtureError
from logistics.paperwork.loading import load


class Command(BaseCommand):
    help = "Load the export rules and say what changed; --check only says it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", default=str(settings.BASE_DIR / "fixtures" / "export_rules"))
        parser.add_argument("--check", action="store_true", help="show the differences, change nothing")

    def handle(self, *_args: object, **options: Any) -> None:
        with transaction.atomic():
            try:
                loaded = load(Path(options["folder"]), at=now())
            except FixtureError as wrong:
                raise CommandError(str(wrong)) from wrong
            if options["check"]:
                transaction.set_rollback(True)
        for line in loaded.report():
            self.stdout.write(line)

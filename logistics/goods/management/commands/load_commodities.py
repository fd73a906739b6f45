"""Reads fixtures/commodities.yaml into the database. Running it again changes nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.reference import FixtureError
from logistics.goods.loading import load


class Command(BaseCommand):
    help = "Load commodities and their units from fixtures/commodities.yaml and say what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", default=str(settings.BASE_DIR / "fixtures" / "commodities.yaml"))

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            changes = load(Path(options["file"]))
        except FixtureError as wrong:
            raise CommandError(str(wrong)) from wrong
        for change in changes:
            for line in change.lines():
                self.stdout.write(line)

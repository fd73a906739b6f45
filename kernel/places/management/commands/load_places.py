"""Reads the newest map of fixtures/places into the database. Running it again changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.places.loading import load
from kernel.reference import FixtureError


class Command(BaseCommand):
    help = "Load provinces, communes and old units from fixtures/places and say what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", help="another version's folder; the newest if not given")

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            changes = load(Path(options["folder"]) if options["folder"] else None)
        except FixtureError as wrong:
            raise CommandError(str(wrong)) from wrong
        for change in changes:
            for line in change.lines():
                self.stdout.write(line)

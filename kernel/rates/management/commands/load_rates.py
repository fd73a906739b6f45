"""Rates of exchange from a file. Running it again changes nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.clock import now
from kernel.errors import Refusal
from kernel.rates.operations import load_rates
from kernel.reference import FixtureError


class Command(BaseCommand):
    help = "Write down rates of exchange. Without a file: the demo's made-up ones, dated today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", default=str(settings.BASE_DIR / "fixtures" / "demo_rates.yaml")
        )

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            written = load_rates(Path(options["file"]), at=now())
        except (FixtureError, Refusal) as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{written} rates written")

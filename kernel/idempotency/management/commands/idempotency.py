from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from kernel.clock import now
from kernel.idempotency.operations import prune


class Command(BaseCommand):
    help = "Forget old answers, whose keys are then new again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        old = parser.add_subparsers(dest="action", required=True).add_parser("prune")
        old.add_argument("--older-than", type=int, required=True, metavar="DAYS")

    def handle(self, *, older_than: int, **_options: Any) -> None:
        self.stdout.write(f"{prune(older_than=now() - timedelta(days=older_than))} deleted")

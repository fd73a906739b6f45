import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.clock import now
from kernel.outbox.models import Delivery
from kernel.outbox.operations import prune, replay, skip
from kernel.outbox.queries import status

ACTOR = "system:outbox"


class Command(BaseCommand):
    help = "See what waits to be handled; replay or skip what failed; prune what is old."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        shown = actions.add_parser("status", help="counts and ages")
        shown.add_argument("--json", action="store_true")
        shown.add_argument("--fail-above", type=float, metavar="SECONDS", help="exit 1 above this age")
        actions.add_parser("failed", help="list the rows that failed")
        again = actions.add_parser("replay", help="try failed rows again")
        again.add_argument("rows", nargs="*", type=int)
        again.add_argument("--dead", action="store_true", help="all that failed too often")
        left = actions.add_parser("skip", help="never handle a row; those behind it go on")
        left.add_argument("row", type=int)
        left.add_argument("--reason", required=True)
        old = actions.add_parser("prune", help="delete handled events")
        old.add_argument("--older-than", type=int, required=True, metavar="DAYS")

    def handle(self, *, action: str, **options: Any) -> None:
        getattr(self, f"_{action}")(**options)

    def _status(self, *, json: bool, fail_above: float | None, **_options: Any) -> None:
        now_so = status()
        self.stdout.write(_as_json(asdict(now_so)) if json else _as_lines(asdict(now_so)))
        if fail_above is not None and now_so.oldest_seconds > fail_above:
            raise CommandError(f"the oldest has been waiting for {now_so.oldest_seconds:.0f} s")

    def _failed(self, **_options: Any) -> None:
        for row in Delivery.objects.exclude(attempts=0).select_related("event").order_by("id"):
            state = "dead" if row.dead_at else f"attempt {row.attempts}"
            self.stdout.write(f"{row.pk}\t{state}\t{row}\t{row.event.name}\t{row.error}")

    def _replay(self, *, rows: list[int], dead: bool, **_options: Any) -> None:
        if dead:
            rows = list(Delivery.objects.exclude(dead_at=None).order_by("id").values_list("id", flat=True))
        for row in rows:
            replay(delivery_id=row, actor=ACTOR, at=now())
        self.stdout.write(f"{len(rows)} to be tried again")

    def _skip(self, *, row: int, reason: str, **_options: Any) -> None:
        skip(delivery_id=row, actor=ACTOR, reason=reason, at=now())

    def _prune(self, *, older_than: int, **_options: Any) -> None:
        self.stdout.write(f"{prune(older_than=now() - timedelta(days=older_than))} deleted")


def _as_json(values: dict[str, Any]) -> str:
    return json.dumps(values)


def _as_lines(values: dict[str, Any]) -> str:
    return "\n".join(f"{name:15} {value}" for name, value in values.items())

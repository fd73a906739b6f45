"""`manage.py ledger trace order:<key>` follows one dong; `ledger check` asks whether everything agrees;
`ledger owed --on 2026-11-20` says what each carrier held of collected cash at the end of that day.
"""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.clock import PEOPLE_ZONE, local_day, now
from kernel.money import format_dong, format_money
from marketplace.payments.checking import faults, open_matters
from marketplace.payments.enums import AccountKind
from marketplace.payments.queries import owed_by_carriers
from marketplace.payments.tracing import Step, trace


class Command(BaseCommand):
    help = "Read the ledger: trace <subject>, check, or owed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("trace", help="all entries about order:<key>").add_argument("subject")
        what.add_parser("check", help="sums, payables, payouts, cards; exit 1 on a fault")

        owed = what.add_parser("owed", help="cash that carriers held at the end of a day")
        owed.add_argument(
            "--on", type=date.fromisoformat, default=None, help="2026-11-20; today unless given"
        )

    def handle(self, *_args: Any, what: str, subject: str = "", **options: Any) -> None:
        if what == "trace":
            self._trace(subject)
        elif what == "owed":
            self._owed(options["on"] or local_day(now()))
        else:
            self._check()

    def _owed(self, day: date) -> None:
        sums = owed_by_carriers(on=day)
        for carrier_code, amount in sums.items():
            self.stdout.write(f"{carrier_code:20} {format_dong(amount):>18}")
        self.stdout.write(f"{day:%d/%m/%Y}           {format_dong(sum(sums.values())):>18}")

    def _trace(self, subject: str) -> None:
        steps = trace(subject)
        if not steps:
            raise CommandError(f"nothing was posted about {subject}")
        for step in steps:
            self.stdout.write("\n".join(lines_of(step)))

    def _check(self) -> None:
        for finding in open_matters():
            self.stdout.write(f"open: {finding}")
        wrong = faults()
        for finding in wrong:
            self.stderr.write(f"WRONG: {finding}")
        if wrong:
            raise CommandError(f"{len(wrong)} faults")
        self.stdout.write("the ledger agrees")


def lines_of(step: Step) -> list[str]:
    """One transaction as a reader sees it: debit first."""
    day = step.posted_at.astimezone(PEOPLE_ZONE)
    lines = [f"{day:%d/%m/%Y %H:%M}  {step.kind}  {step.reference}"]
    for kind, owner, amount, currency in step.entries:
        lines.append(f"    {format_money(amount, currency):>18}  {AccountKind(kind).label} {owner}".rstrip())
    return lines

"""Fills the shop with an invented village, its stalls and three weeks of its trade."""

from datetime import timedelta
from random import Random
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from config.demo import officials, stalls, trade, villages
from config.demo.cast import VILLAGES
from config.demo.copying import Keys
from kernel.clock import now
from marketplace.households.models import Household
from search.operations import index_dirty
from search.vocabulary import count_words

CHUNK = 5_000


class Command(BaseCommand):
    help = "Write the demo village into an empty shop: the same seed gives the same village."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--households", type=int, default=300)
        parser.add_argument("--listings", type=int, default=1_500)
        parser.add_argument(
            "--days", type=int, default=trade.DAYS, help="days of trade before today; 0 for none"
        )
        parser.add_argument("--orders-a-day", type=int, default=trade.A_DAY)
        parser.add_argument("--seed", type=int, default=2021)
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are households")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Its staff are telephones that somebody owns: in a real shop they would be superusers by a code."""
        if not settings.DEMO_INBOX:
            raise CommandError("The demo village is for a demo shop (DEMO_INBOX) alone.")
        if Household.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are households already. `make demo-reset` starts over.")
        self._start = monotonic()
        dice, at = Random(options["seed"]), now()
        keys = Keys(dice)
        with transaction.atomic():
            farms = villages.settle(options["households"], dice=dice, keys=keys, at=at - timedelta(days=60))
            officials.appoint(at=at)
        self._say(f"{len(farms)} households in {len(VILLAGES)} cooperatives")
        self._lay_out(farms, options["listings"], dice, keys)
        if options["days"]:
            a_day = options["orders_a_day"]
            placed = trade.tell(dice=dice, at=at, days=options["days"], a_day=a_day, say=self._say)
            self._say(f"{placed} orders in {options['days']} days")
        self._index()

    def _lay_out(self, farms: list[villages.Farm], count: int, dice: Random, keys: Keys) -> None:
        made: list[stalls.Stall] = []
        at = now()
        written = 0
        for stall in stalls.stalls(farms, count, dice=dice, keys=keys, at=at):
            made.append(stall)
            if len(made) == CHUNK:
                stalls.write(made, dice=dice, keys=keys, at=at)
                written += len(made)
                made.clear()
                self._say(f"{written} listings")
        stalls.write(made, dice=dice, keys=keys, at=at)
        self._say(f"{written + len(made)} listings")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _index(self) -> None:
        count = 0
        while done := index_dirty(limit=CHUNK).count:
            count += done
        count_words()  # what is typed is read by them
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self._say(f"{count} listings indexed")

    def _say(self, text: str) -> None:
        self.stdout.write(f"{monotonic() - self._start:6.1f} s  {text}")

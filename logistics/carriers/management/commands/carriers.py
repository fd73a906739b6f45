"""Accounts with carriers that we call, and the calls by hand."""

import json
import os
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.clock import now
from kernel.errors import Refusal
from logistics.carriers.enums import BookingState, Environment, Vintage
from logistics.carriers.models import CarrierAccount, CarrierBooking
from logistics.carriers.operations import call_carrier, set_account, track_carrier
from logistics.carriers.registry import ADAPTERS

ACTOR = "system:console"
PAUSE = 0.2


class Command(BaseCommand):
    help = "carriers account <carrier> --base-url … | list | call [--forever] | track"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        account = verbs.add_parser(
            "account", help="open or change; secrets as JSON in the variable CARRIER_SECRETS"
        )
        account.add_argument("carrier", choices=[code for code in ADAPTERS if ADAPTERS[code].secrets])
        account.add_argument("--base-url", required=True)
        account.add_argument(
            "--environment", choices=Environment.values, default=settings.CARRIER_ENVIRONMENT
        )
        account.add_argument("--vintage", choices=Vintage.values, default=Vintage.OLD.value)
        account.add_argument("--network", action="append", default=[], help="from where messages may come")
        account.add_argument("--repeats-safely", action="store_true")
        account.add_argument("--live-rates", action="store_true")
        account.add_argument("--closed", action="store_true")
        verbs.add_parser("list", help="accounts, with the address for each carrier's messages")
        call = verbs.add_parser("call", help="make the calls that are due")
        call.add_argument("--forever", action="store_true")
        verbs.add_parser("track", help="ask about parcels that were not heard of")

    def handle(self, *_args: Any, **options: Any) -> None:
        verb = {"account": self._account, "list": self._list, "call": self._call, "track": self._track}
        try:
            verb[options["verb"]](options)
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal

    def _account(self, options: dict[str, Any]) -> None:
        account = set_account(
            carrier_code=options["carrier"],
            environment=options["environment"],
            base_url=options["base_url"],
            secrets=json.loads(os.environ.get("CARRIER_SECRETS") or "{}"),
            networks=options["network"],
            actor=ACTOR,
            at=now(),
            vintage=options["vintage"],
            repeats_safely=options["repeats_safely"],
            live_rates=options["live_rates"],
            active=not options["closed"],
        )
        self.stdout.write(f"Messages of {options['carrier']} go to {hook_address(account)}")

    def _list(self, _options: dict[str, Any]) -> None:
        for account in CarrierAccount.objects.select_related("carrier"):
            state = "" if account.active else " (closed)"
            words = (account.carrier.code, account.environment + state, account.base_url)
            self.stdout.write(" ".join((*words, hook_address(account))))
        for state in BookingState:
            count = CarrierBooking.objects.filter(state=state).count()
            self.stdout.write(f"{state}: {count}")

    def _call(self, options: dict[str, Any]) -> None:
        while True:
            made = sum(call_carrier(carrier_code=code, at=now(), clock=now) for code in ADAPTERS)
            if not options["forever"]:
                self.stdout.write(f"{made} calls")
                return
            if not made:
                time.sleep(PAUSE)

    def _track(self, _options: dict[str, Any]) -> None:
        answers = sum(track_carrier(carrier_code=code, at=now()) for code in ADAPTERS)
        self.stdout.write(f"{answers} answers")


def hook_address(account: CarrierAccount) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}/carriers/{account.carrier.code}/{account.hook_secret}/events"

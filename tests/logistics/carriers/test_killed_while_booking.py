"""SIGKILL to the worker and to the fake carriers at random points of many bookings: each is booked once.

`SOAK=1` runs 500 bookings and 100 kills. What staff do about the carriers that cannot be asked is done here
too (docs/carriers.md): where such a carrier does not have an order that is in doubt, it is ordered again.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from config.local.claim import free_port
from kernel.clock import now
from kernel.outbox.testing import run_relay
from logistics.carriers import keys
from logistics.carriers.models import CarrierAccount, CarrierBooking
from logistics.carriers.operations import book_again, want_bookings
from tests.factories.called import order_for
from tests.logistics.carriers.test_adapters import CREATE
from tests.support.carrier import CALLED, Fake, KillableCarrier, open_accounts

SOAK = bool(os.environ.get("SOAK"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(3600 if SOAK else 300),  # the whole soak takes longer than any other test may
]
BOOKINGS = int(os.environ.get("KILL_BOOKINGS") or (500 if SOAK else 10))
KILLS = int(os.environ.get("KILLS") or (100 if SOAK else 2))
SEED = int(os.environ.get("KILL_SEED") or random.randrange(10_000))
PATIENCE = 600 if SOAK else 90  # seconds
WORKS_FOR = (0.3, 2.5)  # seconds between kills
CANNOT_BE_ASKED = ("ems", "viettelpost")


@dataclass
class Worker:
    """`manage.py carriers call --forever`, as a process of its own."""

    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "carriers", "call", "--forever"],
                env={**os.environ, **self.environment}, stdout=log, stderr=log,
            )  # fmt: skip

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=10)


def environment_of_this_database() -> dict[str, str]:
    known = connection.settings_dict
    host = quote(known["HOST"], safe="")
    address = f"postgresql://{known['USER'] or 'postgres'}@{host}:{known['PORT'] or 5432}/{known['NAME']}"
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": address,
        "CARRIER_LEASE_SECONDS": "3",
        "LOG_LEVEL": "ERROR",
    }


@contextmanager
def at_work(worker: Worker, carrier: KillableCarrier) -> Iterator[None]:
    worker.start()
    try:
        yield
    finally:
        worker.kill()
        carrier.kill()


def hook_up(fake: Fake, live: Any) -> None:
    """The carriers send their messages to the shop of this test."""
    hooks = {
        account.carrier.code: f"{live.url}/carriers/{account.carrier.code}/{account.hook_secret}/events"
        for account in CarrierAccount.objects.select_related("carrier")
    }
    fake.turn(hooks=hooks, double=True, delay_ms=300)
    slow = [{"path": path, "times": 2 * BOOKINGS, "seconds": 0.1} for path in CREATE.values()]
    lose = [{"path": path, "times": max(1, BOOKINGS // 50)} for path in CREATE.values()]
    fake.turn(slow=slow, lose=lose)  # so that kills meet calls that are under way, and answers get lost


def want(number: int) -> None:
    carrier = CALLED[number % len(CALLED)]
    with transaction.atomic():
        want_bookings(carrier_code=carrier, orders=[order_for(carrier, f"NN-{number}")], at=now())


def left() -> int:
    return CarrierBooking.objects.exclude(state="booked").count()


def wait_until(done: Any, worker: Worker) -> None:
    """Messages are taken in meanwhile, as the relay does."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, (left(), worker.log.read_text()[-2000:])
        run_relay(strict=False)
        time.sleep(0.1)


def orders(fake: Fake) -> list[dict[str, Any]]:
    while True:
        with suppress(URLError, OSError):
            return fake.orders()
        time.sleep(0.2)


def act_as_staff(fake: Fake) -> int:
    """Somebody rings the carrier up: what it does not have is ordered again. How many."""
    there = {order["reference"] for order in orders(fake)}
    doubtful = CarrierBooking.objects.filter(state="asked", carrier_code__in=CANNOT_BE_ASKED)
    missing = [row.reference for row in doubtful if row.reference not in there]
    for reference in missing:
        book_again(reference=reference, actor="account:staff", at=now())
    return len(missing)


def test_each_is_booked_exactly_once(live_server: Any, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    keys._kept.clear()
    carrier = KillableCarrier(free_port("127.0.0.1", 20_000 + dice.randrange(10_000)), tmp_path / "c.sqlite3")
    carrier.start()
    open_accounts(carrier.fake)
    hook_up(carrier.fake, live_server)
    worker = Worker(environment_of_this_database(), tmp_path / "worker.log")
    kills: Counter[str] = Counter()
    with at_work(worker, carrier):
        for kill in range(KILLS):
            for number in range(BOOKINGS * kill // KILLS, BOOKINGS * (kill + 1) // KILLS):
                want(number)
            time.sleep(dice.uniform(*WORKS_FOR))
            victim: Worker | KillableCarrier = dice.choice([worker, carrier])
            victim.kill()
            time.sleep(dice.uniform(0, 0.5))
            victim.start()
            kills[type(victim).__name__] += 1
            run_relay(strict=False)
        askable = CarrierBooking.objects.exclude(carrier_code__in=CANNOT_BE_ASKED)
        wait_until(lambda: not askable.exclude(state="booked").exists(), worker)
        wait_until(lambda: carrier.fake.state["waiting"] == 0, worker)
        asked_staff = act_as_staff(carrier.fake)
        wait_until(lambda: left() == 0, worker)
        booked = orders(carrier.fake)

    told = f"seed {SEED}: {BOOKINGS} bookings, kills {dict(kills)}, {asked_staff} ordered again by staff"
    sys.stdout.write(f"{told}\n")
    assert sorted(order["reference"] for order in booked) == sorted(f"NN-{n}" for n in range(BOOKINGS)), told
    ours = dict(CarrierBooking.objects.values_list("reference", "waybill"))
    assert {order["reference"]: order["waybill"] for order in booked} == ours, told

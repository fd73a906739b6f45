"""The fake carriers for tests, over HTTP: inside the test's process, or one of its own that can be killed."""

import json
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.demo.fake_carrier.books import BOOKS, SECRETS
from config.demo.fake_carrier.server import FakeCarrier
from kernel.clock import now
from logistics.carriers.breaker import forget_breakers
from logistics.carriers.card import forget
from logistics.carriers.models import Carrier, CarrierAccount, PlaceId
from logistics.carriers.operations import set_account

CALLED = tuple(BOOKS)


@dataclass
class Fake:
    """How a test talks to the fake: it turns knobs, moves parcels, and looks what was booked."""

    url: str

    def turn(self, **knobs: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}/_control", data=json.dumps(knobs).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return dict(json.load(answer))

    def move(self, carrier: str, waybill: str, *codes: str, words: str = "") -> None:
        self.turn(move={"carrier": carrier, "waybill": waybill, "codes": list(codes), "words": words})

    @property
    def state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/_control", timeout=5) as answer:
            return dict(json.load(answer))

    def orders(self, carrier: str = "") -> list[dict[str, Any]]:
        """Real ones: a draft is none."""
        found = [order for order in reversed(self.state["orders"]) if not order["draft"]]
        return [order for order in found if carrier in ("", order["carrier"])]


@contextmanager
def running(folder: Path) -> Iterator[Fake]:
    server = FakeCarrier(port=0, state=folder / "carrier.sqlite3")
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    forget_breakers()
    try:
        yield Fake(server.url)
    finally:
        server.stop()
        thread.join(timeout=5)


def open_accounts(fake: Fake, *carriers: str, **options: Any) -> dict[str, CarrierAccount]:
    """Accounts with the fake, and numbers of all places that tests use, for the carriers that want them."""
    found = {}
    for code in carriers or CALLED:
        Carrier.objects.get_or_create(code=code, defaults={"name": code.upper(), "is_demo": True})
        found[code] = set_account(
            carrier_code=code,
            environment="sandbox",
            base_url=f"{fake.url}/{code}",
            secrets=SECRETS[code],
            actor="system:test",
            at=now(),
            **options,
        )
    name_places(*found)
    forget()
    return found


def name_places(*carriers: str, communes: tuple[str, ...] = ("10813", "00166", "24121")) -> None:
    for code in carriers:
        carrier = Carrier.objects.get(code=code)
        PlaceId.objects.bulk_create(
            [
                PlaceId(
                    carrier=carrier, commune_code=commune, province="1", district="10", ward=commune,
                    source="test",
                )
                for commune in communes
            ],
            ignore_conflicts=True,
        )  # fmt: skip


@dataclass
class KillableCarrier:
    """A process of its own on a fixed port. `kill` is SIGKILL; `start` again finds the state on the disk."""

    port: int
    state_file: Path
    process: subprocess.Popen[str] | None = field(default=None, init=False)

    @property
    def fake(self) -> Fake:
        return Fake(f"http://127.0.0.1:{self.port}")

    def start(self) -> None:
        words = ["--port", str(self.port), "--state", str(self.state_file)]
        command = [sys.executable, "-m", "config.demo.fake_carrier", *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert "listens" in self.process.stdout.readline()

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=10)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

"""The fake Stripe for tests, over HTTP: inside the test's process, or one of its own that can be killed."""

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from config.demo.fake_stripe.server import FakeStripe

SECRET = "whsec_test_fake"
PATIENCE_SECONDS = 10.0


@dataclass
class Stripe:
    """How a test talks to the fake: as a buyer's browser, as the bank, as somebody who turns its knobs."""

    url: str

    def turn(self, **knobs: Any) -> dict[str, Any]:
        return self._send("/_control", json.dumps(knobs).encode())

    @property
    def state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/_control", timeout=5) as answer:
            return dict(json.load(answer))

    def held(self, kind: str) -> list[dict[str, Any]]:
        """Every payment_intent, charge or refund, oldest first."""
        return list(reversed(self.state[kind]))

    def pay(self, client_secret: str, card: str = "4242424242424242") -> dict[str, Any]:
        """What Stripe.js does in the buyer's browser."""
        fields = {
            "key": "pk_test_fake",
            "client_secret": client_secret,
            "payment_method_data[type]": "card",
            "payment_method_data[card][number]": card,
        }
        intent = client_secret.partition("_secret_")[0]
        return self._send(f"/v1/payment_intents/{intent}/confirm", urlencode(fields).encode())

    def wait_until_silent(self) -> None:
        """Until every webhook was taken."""
        wait_for(lambda: self.state["waiting"] == 0)

    def _send(self, path: str, body: bytes) -> dict[str, Any]:
        request = urllib.request.Request(self.url + path, data=body, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as no:
            return dict(json.load(no))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@contextmanager
def running(folder: Path, *, webhook: str = "") -> Iterator[Stripe]:
    server = FakeStripe(port=0, state=folder / "stripe.sqlite3", webhook=webhook, secret=SECRET)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield Stripe(server.url)
    finally:
        server.stop()
        thread.join(timeout=5)


@dataclass
class KillableStripe:
    """A process of its own on a fixed port. `kill` is SIGKILL; `start` again finds the state on the disk."""

    port: int
    state_file: Path
    webhook: str = ""
    process: subprocess.Popen[str] | None = field(default=None, init=False)

    @property
    def stripe(self) -> Stripe:
        return Stripe(f"http://127.0.0.1:{self.port}")

    def start(self) -> None:
        words = ["--port", str(self.port), "--state", str(self.state_file), "--secret", SECRET]
        command = [sys.executable, "-m", "config.demo.fake_stripe", *words, "--webhook", self.webhook]
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

"""The one book of all carriers: orders by their waybill and by the client's own number, and messages that
are to leave. Everything inside one transaction of the store.
"""

import json
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from config.demo.fake_stripe.store import Shape, Store

FEE = 22_000


@dataclass(frozen=True)
class Ask:
    """A request to one carrier; `path` begins behind the carrier's name."""

    carrier: str
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body or b"{}")
        except ValueError:
            return {}

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    """JSON, or bytes (a PDF)."""


@dataclass(frozen=True)
class Message:
    """What a carrier sends."""

    body: str
    headers: dict[str, str]
    query: str = ""


class Desk:
    def __init__(self, store: Store) -> None:
        self.store = store

    def order(self, carrier: str, waybill: str) -> Shape | None:
        return self.store.get(f"{carrier}:{waybill}")

    def by_reference(self, carrier: str, reference: str) -> Shape | None:
        """The first order with the client's number."""
        found = self.store.get(f"ref:{carrier}:{reference}")
        return self.order(carrier, found["waybill"]) if found else None

    def open(self, carrier: str, waybill: str, reference: str, status: str, **more: Any) -> Shape:
        """A new order (or a draft of one)."""
        order: Shape = {
            "id": f"{carrier}:{waybill}",
            "object": "order",
            "carrier": carrier,
            "waybill": waybill,
            "reference": reference,
            "draft": False,
            "fee": FEE,
            "cod": 0,
            "history": [],
            **more,
        }
        self._note(order, status)
        self.store.put(order)
        if self.store.get(f"ref:{carrier}:{reference}") is None:
            self.store.put({"id": f"ref:{carrier}:{reference}", "object": "reference", "waybill": waybill})
        return order

    def move(self, order: Shape, status: str) -> Shape:
        self._note(order, status)
        self.store.put(order)
        return order

    def _note(self, order: Shape, status: str) -> None:
        """A second later than the step before, at least: carriers' clocks show seconds."""
        at = datetime.now(UTC)
        if order["history"]:
            at = max(at, datetime.fromisoformat(order["history"][-1]["at"]) + timedelta(seconds=1))
        order["status"] = status
        order["history"].append({"status": status, "at": at.isoformat()})

    def send(self, carrier: str, message: Message) -> None:
        """Queue a message; the knobs `drop`, `double` and `delay_ms` say what becomes of it."""
        dropped = int(self.store.knob("drop", 0))
        if dropped:
            self.store.turn("drop", dropped - 1)
            return
        name = f"message:{secrets.token_hex(8)}"
        shape = {"carrier": carrier, "body": message.body, "headers": message.headers, "query": message.query}
        self.store.put({"id": name, "object": "message", **shape})
        for _copy in range(2 if self.store.knob("double", False) else 1):
            late = random.uniform(0, float(self.store.knob("delay_ms", 0))) / 1000
            self.store.deliver(name, after=late)

    def next_story(self, order: Shape) -> None:
        """Put the next step of its story off, where stories go by themselves."""
        seconds = float(self.store.knob("story_seconds", 0))
        if seconds:
            self.store.do_later("story", order["id"], after=seconds)


Answer = Callable[[Desk, Ask], Reply]


def history(order: Shape) -> list[tuple[str, datetime]]:
    return [(step["status"], datetime.fromisoformat(step["at"])) for step in order["history"]]


def number(prefix: str, digits: int = 9) -> str:
    return prefix + "".join(str(secrets.randbelow(10)) for _digit in range(digits))


def s10(indicator: str) -> str:
    """As a post numbers an item abroad: eight figures and a check digit."""
    serial = number("", 8)
    weighed = zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)
    rest = 11 - sum(int(digit) * weight for digit, weight in weighed) % 11
    check = {10: 0, 11: 5}.get(rest, rest)
    return f"{indicator}{serial}{check}VN"

"""One request at the counter: who asks, what for, and the events it causes."""

import random
from dataclasses import dataclass, field

from config.demo.fake_stripe import shapes
from config.demo.fake_stripe.faults import invalid, missing
from config.demo.fake_stripe.forms import Params
from config.demo.fake_stripe.store import Shape, Store


@dataclass
class Desk:
    """`public` requests come from a browser with a publishable key: they must show the intent's client
    secret.
    """

    store: Store
    params: Params = field(default_factory=dict)
    request_id: str = ""
    idempotency_key: str = ""
    public: bool = False
    base_url: str = ""

    def fetch(self, kind: str, object_id: str) -> Shape:
        thing = self.store.get(object_id)
        if thing is None or thing["object"] != kind:
            raise missing(kind, object_id)
        return thing

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number of the smallest unit, above zero."""
        text = self.params.get(name, "" if default is None else str(default))
        if text == "":
            raise invalid(f"Missing required param: {name}.", code="parameter_missing", param=name)
        if not str(text).isascii() or not str(text).lstrip("-").isdigit():
            raise invalid(f"Invalid integer: {text}", code="parameter_invalid_integer", param=name)
        if int(text) < 1:
            raise invalid("Invalid positive integer", code="parameter_invalid_integer", param=name)
        return int(text)

    def text(self, name: str, default: str = "") -> str:
        value = self.params.get(name, default)
        if not isinstance(value, str):
            raise invalid(f"Invalid string: {value}", param=name)
        return value

    def metadata(self) -> Params:
        value = self.params.get("metadata") or {}
        if not isinstance(value, dict):
            raise invalid("Invalid object", param="metadata")
        return value

    def allow(self, *names: str) -> None:
        """Stripe refuses parameters it does not know."""
        unknown = sorted(set(self.params) - set(names) - {"expand"})
        if unknown:
            raise invalid(
                f"Received unknown parameter: {unknown[0]}", code="parameter_unknown", param=unknown[0]
            )

    def announce(self, kind: str, thing: Shape) -> None:
        """Store an event and put its webhook on the road, as the knobs want it."""
        event = shapes.event(
            kind, thing, request_id=self.request_id or None, key=self.idempotency_key or None
        )
        self.store.put(event)
        dropped = int(self.store.knob("drop", 0))
        if dropped:
            self.store.turn("drop", dropped - 1)
            return
        for _copy in range(2 if self.store.knob("double", False) else 1):
            self.store.deliver(event["id"], after=self._delay())

    def _delay(self) -> float:
        """Random delays are what reorders."""
        longest = float(self.store.knob("delay_ms", 0)) / 1000
        return random.uniform(0, longest)

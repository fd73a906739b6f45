"""A shop with a card provider beside it: real HTTP both ways."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from kernel.clock import now
from kernel.ids import new_key
from kernel.outbox import handles
from kernel.outbox.models import EventRecord
from kernel.outbox.registry import forget, known_handlers
from kernel.outbox.testing import run_relay
from marketplace.payments import cards
from marketplace.payments.cards.sweeping import sweep
from marketplace.payments.models import CardPayment
from tests.support.stripe import Stripe, running

AGREED = 500_000


@dataclass
class CardShop:
    """One checkout with two orders, and what goes on around it."""

    stripe: Stripe
    checkout: str
    one: str
    other: str

    def open(self) -> cards.CardIntent:
        return cards.open_intent(checkout_key=self.checkout, amount=AGREED, at=now())

    def pay(self, card: str = "4242424242424242") -> dict[str, Any]:
        """The buyer opens the page and types a card; the news comes in."""
        answer = self.stripe.pay(self.open().client_secret, card)
        self.hear()
        return answer

    def hear(self) -> None:
        """Until no webhook is on the road and no event waits."""
        for _round in range(3):
            self.stripe.wait_until_silent()
            run_relay()

    def sweep(self, *, later: timedelta = timedelta(0)) -> datetime:
        at = now() + later
        sweep(at=at)
        run_relay()
        return at

    def capture(self, one: int = 300_000, other: int = 150_000) -> None:
        shares = {self.one: one, self.other: other}
        cards.capture(checkout_key=self.checkout, shares=shares, at=now())

    def refund(self, name: str, dong: int, *, order: str = "") -> None:
        cards.refund(
            checkout_key=self.checkout,
            order_reference=order or self.one,
            reference=name,
            amount=dong,
            reason="thiếu cân",
            at=now(),
        )

    def cancel(self) -> None:
        cards.cancel(checkout_key=self.checkout, at=now())

    @property
    def payment(self) -> CardPayment:
        return CardPayment.objects.get(checkout_key=self.checkout)

    @property
    def events(self) -> list[str]:
        told = EventRecord.objects.filter(aggregate="card", aggregate_key=self.checkout)
        return list(told.order_by("version").values_list("name", flat=True))

    @property
    def charged(self) -> list[int]:
        """What Stripe took, less what it gave back, charge by charge."""
        return [
            charge["amount_captured"] - charge["amount_refunded"]
            for charge in self.stripe.held("charge")
            if charge["captured"]
        ]


@pytest.fixture(autouse=True)
def _nobody_above_listens() -> Iterator[None]:
    """Orders stand above payments and would look for their checkout: here the money is alone."""
    above = [known for name, known in known_handlers().items() if name.startswith("marketplace.orders.")]
    for handler in above:
        forget(handler.react)
    yield
    for handler in above:
        handles(*handler.events, outside=handler.outside)(handler.react)


@pytest.fixture
def card_shop(
    transactional_db: None, live_server: LiveServer, settings: Any, tmp_path: Path
) -> Iterator[CardShop]:
    with running(tmp_path, webhook=f"{live_server.url}/payments/stripe/webhook") as stripe:
        settings.STRIPE_API_BASE = stripe.url
        settings.STRIPE_WEBHOOK_SECRET = "whsec_test_fake"
        yield CardShop(stripe, new_key(), f"order:{new_key()}", f"order:{new_key()}")

"""Stripe killed at random moments while trades go on: nothing happens twice, nothing is lost, the books
agree.
"""

import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from kernel.clock import now
from kernel.ids import new_key
from kernel.outbox.testing import run_relay
from marketplace.payments import cards
from marketplace.payments.cards.sweeping import sweep
from marketplace.payments.enums import AccountKind, CallState, CardState
from marketplace.payments.models import CardCall, CardPayment
from marketplace.payments.refusals import CardProviderDown
from tests.marketplace.payments.books import agree, on
from tests.support.stripe import KillableStripe, Stripe

pytestmark = pytest.mark.urls("marketplace.payments.urls")
TRADES = 50 if os.environ.get("SOAK") else 3
AGREED, TAKEN, BACK = 500_000, 450_000, 30_000


@pytest.fixture
def killable(
    transactional_db: None, live_server: LiveServer, settings: Any, tmp_path: Path
) -> Iterator[KillableStripe]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    there = KillableStripe(port, tmp_path / "stripe.sqlite3", f"{live_server.url}/payments/stripe/webhook")
    settings.STRIPE_API_BASE = there.stripe.url
    there.start()
    there.stripe.turn(double=True, delay_ms=300)
    yield there
    there.kill()


def until(work: Any) -> None:
    """Try again while the provider is away."""
    for _turn in range(200):
        try:
            work()
        except (CardProviderDown, OSError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError("never came through")


def trade(stripe: Stripe, checkout: str, order: str) -> None:
    """Opened, paid, captured, a part refunded: each step when the one before is known."""

    def open_and_pay() -> None:
        intent = cards.open_intent(checkout_key=checkout, amount=AGREED, at=now())
        stripe.pay(intent.client_secret)

    until(open_and_pay)
    settle(checkout, CardState.AUTHORISED)
    cards.capture(checkout_key=checkout, shares={order: TAKEN}, at=now())
    cards.refund(
        checkout_key=checkout, order_reference=order, reference="r", amount=BACK, reason="", at=now()
    )
    settle(checkout, CardState.CAPTURED)


def settle(checkout: str, state: CardState) -> None:
    """Sweeps come faster than in life: each one a few minutes after the last."""
    for turn in range(400):
        sweep(at=now() + timedelta(minutes=turn))
        run_relay(strict=False)
        if CardPayment.objects.get(checkout_key=checkout).state == state:
            return
        time.sleep(0.02)
    raise AssertionError(f"{checkout} is not {state}")


def all_done() -> bool:
    paid_back = CardPayment.objects.filter(refunded=BACK).count()
    return paid_back == TRADES and not CardCall.objects.filter(state=CallState.WAITING).exists()


@pytest.mark.slow
def test_stripe_killed_at_random_points_of_many_trades(killable: KillableStripe) -> None:
    over = threading.Event()

    def killer() -> None:
        while not over.wait(random.uniform(0.2, 0.8)):
            killable.kill()
            time.sleep(random.uniform(0, 0.3))
            killable.start()

    hand = threading.Thread(target=killer)
    hand.start()
    orders = [f"order:{new_key()}" for _ in range(TRADES)]
    try:
        for order in orders:
            trade(killable.stripe, new_key(), order)
    finally:
        over.set()
        hand.join()
    for turn in range(100):
        sweep(at=now() + timedelta(hours=turn))
        run_relay(strict=False)
        if all_done():
            break
        time.sleep(0.05)
    charges = [charge for charge in killable.stripe.held("charge") if charge["captured"]]
    assert [(charge["amount_captured"], charge["amount_refunded"]) for charge in charges] == [
        (TAKEN, BACK)
    ] * TRADES
    assert len(killable.stripe.held("refund")) == TRADES
    assert [on(AccountKind.BUYER, order) for order in orders] == [BACK - TAKEN] * TRADES
    assert on(AccountKind.STRIPE) == (TAKEN - BACK) * TRADES
    assert agree()

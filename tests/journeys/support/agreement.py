"""After a journey everything must agree: stock, orders, what the fake Stripe charged, the ledger."""

from collections import Counter
from typing import Any

from kernel.outbox.models import Delivery
from logistics.dispatch.models import CodRemittanceLine, Shipment
from marketplace.catalogue.enums import ReservationState
from marketplace.catalogue.models import StockReservation
from marketplace.catalogue.stock import imbalances
from marketplace.orders.enums import BEFORE_HAND_OVER, CALLED_OFF, LineState, State
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.operations.card import card_due
from marketplace.payments.checking import faults
from marketplace.payments.enums import CallState, CardState
from marketplace.payments.models import CardCall, CardPayment, LedgerTransaction, Settlement
from tests.journeys.support.shop import Shop
from tests.journeys.support.speaking import wait_for


def check_all(shop: Shop, *, seconds: float = 120) -> None:
    """Wait until nothing moves any more, then ask every question."""
    wait_until_quiet(shop, seconds=seconds)
    assert shop.server_errors() == []
    assert faults() == []
    assert imbalances() == []
    check_stock_follows_orders()
    check_cards(shop)
    check_sales()
    check_nothing_twice()


def wait_until_quiet(shop: Shop, *, seconds: float) -> None:
    """Every event handled, every call to Stripe answered, every webhook taken."""
    wait_for(lambda: not _moving(shop), what=f"quiet; {_moving(shop)}", seconds=seconds)
    assert not Delivery.objects.exclude(dead_at=None).exists(), [
        (str(row), row.error) for row in Delivery.objects.exclude(dead_at=None)
    ]


def _moving(shop: Shop) -> list[str]:
    moving = [f"{row} {row.error[-300:]}" for row in Delivery.objects.filter(dead_at=None)[:5]]
    moving += [f"call {row}" for row in CardCall.objects.filter(state=CallState.WAITING)[:5]]
    return moving + (["webhooks"] if shop.stripe.state["waiting"] else [])


def check_stock_follows_orders() -> None:
    """Goods are held while an order waits, taken once the post has them, free when it was called off."""
    states = dict(StockReservation.objects.values_list("reference", "state"))
    lines = OrderLine.objects.exclude(state=LineState.DROPPED).select_related("order")
    for line in lines.order_by("pk"):
        assert states[line.reference] == _expected(State(line.order.state)), (line.order, line.order.state)


def _expected(state: State) -> ReservationState:
    if state in CALLED_OFF:
        return ReservationState.RELEASED
    return ReservationState.HELD if state in BEFORE_HAND_OVER else ReservationState.TAKEN


def check_cards(shop: Shop) -> None:
    """What Stripe took and gave back is what our rows say, and what the orders owe."""
    at_stripe = {charge["payment_intent"]: charge for charge in shop.stripe.held("charge") if _counts(charge)}
    for payment in CardPayment.objects.exclude(provider_id=None):
        charge = at_stripe.pop(payment.provider_id, None)
        taken = (charge["amount_captured"], charge["amount_refunded"]) if charge else (0, 0)
        assert taken == (payment.captured, payment.refunded), payment.checkout_key
        orders = Order.objects.filter(checkout__key=payment.checkout_key)
        kept = payment.captured - payment.refunded
        if payment.state == CardState.CAPTURED:
            assert kept == sum(card_due(order) for order in orders), payment.checkout_key
    assert at_stripe == {}, "Stripe charged what we know nothing of"
    intents = Counter(intent["metadata"].get("checkout") for intent in shop.stripe.held("payment_intent"))
    assert all(count == 1 for count in intents.values()), "two intents for one checkout"


def _counts(charge: dict[str, Any]) -> bool:
    return bool(charge["captured"] and charge["amount_captured"])


def check_sales() -> None:
    """A sale for every delivered order, and for no other."""
    delivered = {order.subject for order in Order.objects.filter(state=State.DELIVERED)}
    sold = set(LedgerTransaction.objects.filter(kind="sale").values_list("reference", flat=True))
    assert sold == delivered
    ended = {State.DELIVERED, State.RETURNED, State.DESTROYED, State.LOST, State.DAMAGED}
    settled = set(Settlement.objects.values_list("reference", flat=True))
    missing = {order.subject for order in Order.objects.filter(state__in=ended)} - settled
    assert missing == set()


def check_nothing_twice() -> None:
    """One live shipment an order, one matched remittance line a shipment."""
    live = Shipment.objects.filter(cancelled_at=None).values_list("reference", flat=True)
    per_order = Counter(reference.partition("#")[0] for reference in live)
    assert all(count == 1 for count in per_order.values()), per_order.most_common(3)
    matched = CodRemittanceLine.objects.filter(state="matched").values_list("shipment_id", flat=True)
    assert len(set(matched)) == len(matched)

"""Card money of a checkout: one authorisation for the agreed maximum, one capture, then refunds only.

Everything here locks the checkout first and then its orders by id. `payments.cards` writes down what is
wanted in the same transaction and asks the provider after it; news comes back as events (handlers.py).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kernel.errors import NotFound
from logistics.dispatch.operations import release_shipments
from marketplace.catalogue.refusals import ReservationGone
from marketplace.catalogue.stock import confirm
from marketplace.orders.enums import (
    BEFORE_HAND_OVER,
    BEFORE_PRICING,
    CALLED_OFF,
    CancelReason,
    State,
)
from marketplace.orders.models import Checkout, Order, OrderLine
from marketplace.orders.operations.calling_off import call_off
from marketplace.orders.refusals import CardAlreadyClosed
from marketplace.orders.states import SYSTEM, lock_checkout, lock_orders_of, move
from marketplace.payments import cards
from marketplace.payments.cards import CardIntent

UNDELIVERED = frozenset({State.RETURNED, State.DESTROYED})
CARRIERS_FAULT = frozenset({State.LOST, State.DAMAGED})


def is_ours(checkout_key: str) -> bool:
    """Others take cards as well: news of their payments is not for orders."""
    return Checkout.objects.filter(key=checkout_key).exists()


def open_card(*, checkout_secret: str, at: datetime) -> CardIntent:
    """The intent the buyer confirms in the browser: once per checkout, asking again gives the same. Not in
    a transaction.
    """
    checkout = Checkout.objects.filter(secret=checkout_secret).first()
    if checkout is None or not checkout.is_card:
        raise NotFound
    if checkout.card_closed_at is not None or not _waits_for_card(checkout):
        raise CardAlreadyClosed
    return cards.open_intent(checkout_key=checkout.key, amount=checkout.total_dong, at=at)


def _waits_for_card(checkout: Checkout) -> bool:
    return checkout.authorised_at is not None or checkout.orders.filter(state=State.AWAITING_CARD).exists()


def card_due(order: Order) -> int:
    """What the card pays for an order as things stand (dong); only ever becomes less.

    Not weighed yet: the agreed maximum. Nobody took it: the postage of the way it was carried. Lost,
    damaged or called off: nothing. What staff gave back comes off.
    """
    if order.state in CALLED_OFF or order.state in CARRIERS_FAULT:
        due = 0
    elif order.state in UNDELIVERED:
        due = order.postage_dong
    else:
        due = order.agreed_dong if order.state in BEFORE_PRICING else order.charged_dong
    return max(0, due - order.refunded_dong)


@transaction.atomic
def authorise(*, checkout_key: str, at: datetime) -> None:
    """The bank holds the money: the households are asked. When the 15 minutes are over the hold is let go
    again.
    """
    checkout = lock_checkout(key=checkout_key)
    orders = lock_orders_of(checkout)
    if checkout.card_closed_at is not None:
        cards.cancel(checkout_key=checkout_key, at=at)
        return
    if checkout.authorised_at is not None:
        return
    waiting = [order for order in orders if order.state == State.AWAITING_CARD]
    too_late = any(order.state == State.EXPIRED_CARD for order in orders)
    checkout.authorised_at = at
    if not waiting or too_late or not _keep_goods(waiting):
        _expire(waiting, at=at)
        _close(checkout, at=at)
        return
    checkout.save(update_fields=["authorised_at"])
    for position, order in enumerate(waiting):
        move(order, State.PLACED, doer=SYSTEM, at=at, facts={"leads": position == 0})


def _keep_goods(orders: Sequence[Order]) -> bool:
    """Whether the goods are still held; then they no longer run out."""
    keys = OrderLine.objects.filter(order__in=orders).values_list("key", flat=True)
    try:
        with transaction.atomic():
            confirm(references=[f"line:{key}" for key in keys])
    except ReservationGone:
        return False
    return True


def _expire(orders: Sequence[Order], *, at: datetime) -> None:
    call_off(orders, State.EXPIRED_CARD, doer=SYSTEM, at=at, why=CancelReason.CARD_EXPIRED)


def _close(checkout: Checkout, *, at: datetime) -> None:
    """Nothing will be taken: let the hold go."""
    checkout.card_closed_at = at
    checkout.save(update_fields=["authorised_at", "card_closed_at"])
    cards.cancel(checkout_key=checkout.key, at=at)


@transaction.atomic
def settle_card(*, checkout_key: str, at: datetime) -> None:
    """Bring the card in line with the orders: capture when the first is priced, give back what has become
    too much, let the hold go when nothing is left. Called after every change; a second call changes
    nothing.

    Also after a capture that failed: what is asked back then moves no money, unless news of a capture that
    came through after all follows the news of its failure.
    """
    checkout = lock_checkout(key=checkout_key)
    orders = lock_orders_of(checkout)
    if checkout.capture_asked_at is not None:
        _give_back(checkout, orders, at=at)
    elif not checkout.is_card or checkout.card_closed_at is not None:
        return
    elif all(order.state in CALLED_OFF for order in orders):
        _close(checkout, at=at)
    elif any(order.state not in CALLED_OFF | BEFORE_PRICING for order in orders):
        _capture(checkout, orders, at=at)


@transaction.atomic
def capture_before_end(*, checkout_key: str, at: datetime) -> None:
    """The hold ends soon: take the agreed maximum of what is still open, or let it go when nothing is."""
    checkout = lock_checkout(key=checkout_key)
    orders = lock_orders_of(checkout)
    if checkout.card_closed_at is not None or checkout.capture_asked_at is not None:
        return
    if all(order.state in CALLED_OFF for order in orders):
        _close(checkout, at=at)
    else:
        _capture(checkout, orders, at=at)


def _capture(checkout: Checkout, orders: Sequence[Order], *, at: datetime) -> None:
    """Once: packed amounts, and the agreed maximum of those still open."""
    shares = {order.subject: due for order in orders if (due := card_due(order))}
    checkout.capture_asked_at, checkout.capture_dong = at, sum(shares.values())
    checkout.save(update_fields=["capture_asked_at", "capture_dong"])
    for order in orders:
        order.card_dong = shares.get(order.subject, 0)
    Order.objects.bulk_update(orders, ["card_dong"])
    cards.capture(checkout_key=checkout.key, shares=shares, at=at)


def _give_back(checkout: Checkout, orders: Sequence[Order], *, at: datetime) -> None:
    """`card_dong` only falls, so that "from-to" names each refund once and for all."""
    for order in orders:
        held, due = order.card_dong or 0, card_due(order)
        if held <= due:
            continue
        Order.objects.filter(pk=order.pk).update(card_dong=due)
        cards.refund(
            checkout_key=checkout.key,
            order_reference=order.subject,
            reference=f"{order.subject}#card:{held}-{due}",
            amount=held - due,
            reason=order.state,
            at=at,
        )


@transaction.atomic
def release_parcels(*, checkout_key: str, at: datetime) -> None:
    """The money is ours: parcels that are booked may leave; what is booked later is free from the start."""
    checkout = lock_checkout(key=checkout_key)
    orders = lock_orders_of(checkout)
    if checkout.captured_at is not None:
        return
    checkout.captured_at = at
    checkout.save(update_fields=["captured_at"])
    booked = [order.booking_reference for order in orders if order.state == State.BOOKED]
    release_shipments(references=booked, at=at)


@transaction.atomic
def give_up_card(*, checkout_key: str, why: CancelReason, at: datetime) -> None:
    """There is no money and there will be none: every order that the post has not is called off, stock
    comes back.
    """
    checkout = lock_checkout(key=checkout_key)
    orders = lock_orders_of(checkout)
    if checkout.captured_at is not None:
        return
    if checkout.card_closed_at is None:
        checkout.card_closed_at = at
        checkout.save(update_fields=["card_closed_at"])
    left = [order for order in orders if order.state in BEFORE_HAND_OVER]
    call_off(left, State.CANCELLED, doer=SYSTEM, at=at, why=why)

"""The card of a postal order: taken at once, whole; given back whole where there is nothing to send."""

from datetime import datetime

from django.db import transaction

from marketplace.catalogue.refusals import ReservationGone
from marketplace.catalogue.stock import confirm, release
from marketplace.payments import cards
from marketplace.payments.cards import Capture, CardIntent
from marketplace.payments.refusals import CapturedAlready
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.queries import order_by_secret
from marketplace.postal.refusals import PostalOrderClosed
from marketplace.postal.states import SYSTEM, lock_order, move


def is_ours(checkout_key: str) -> bool:
    """Others take cards as well: news of their payments is not for postal orders."""
    return PostalOrder.objects.filter(key=checkout_key).exists()


def open_card(*, secret: str, at: datetime) -> CardIntent:
    """The intent that the buyer confirms in the browser; asking again gives the same. Not in a
    transaction.
    """
    order = order_by_secret(secret=secret)
    if order.state != PostalState.AWAITING_CARD or at >= order.card_expires_at:
        raise PostalOrderClosed
    return cards.open_intent(
        checkout_key=order.key,
        amount=order.total_dong,
        capture=Capture.AT_ONCE,
        shares={order.reference: order.total_dong},
        at=at,
    )


@transaction.atomic
def pay(*, key: str, at: datetime) -> None:
    """The money is there. Too late, or the goods are gone: it goes back. Twice is once."""
    order = lock_order(key)
    if order.state == PostalState.AWAITING_CARD:
        if _keep(order):
            move(order, PostalState.PAID, actor=SYSTEM, at=at)
        else:
            move(order, PostalState.EXPIRED, actor=SYSTEM, reason="goods gone", at=at)
    if order.state == PostalState.EXPIRED:
        give_back(order, order.total_dong, why="late", at=at)


def _keep(order: PostalOrder) -> bool:
    """Whether the goods are still held; then they no longer run out."""
    try:
        with transaction.atomic():
            confirm(references=[order.reference])
    except ReservationGone:
        return False
    return True


def give_back(order: PostalOrder, dong: int, *, why: str, at: datetime) -> None:
    """Once for each reason; nothing for a sum of nothing."""
    if dong:
        cards.refund(
            checkout_key=order.key,
            order_reference=order.reference,
            reference=f"{order.reference}#{why}",
            amount=dong,
            reason=why,
            at=at,
        )


def expire_unpaid(*, at: datetime) -> int:
    """Every minute: those whose time to pay is over give their goods back; how many."""
    due = PostalOrder.objects.filter(state=PostalState.AWAITING_CARD, card_expires_at__lte=at)
    keys = list(due.order_by("pk").values_list("key", flat=True)[:500])
    return sum(_expire(key, at=at) for key in keys)


@transaction.atomic
def _expire(key: str, *, at: datetime) -> bool:
    """A payment that was taken all the same is news to come, which gives it back."""
    order = lock_order(key)
    if order.state != PostalState.AWAITING_CARD:
        return False
    move(order, PostalState.EXPIRED, actor=SYSTEM, reason="unpaid", at=at)
    release(references=[order.reference], at=at)
    try:
        with transaction.atomic():
            cards.cancel(checkout_key=order.key, at=at)
    except CapturedAlready:
        pass
    return True

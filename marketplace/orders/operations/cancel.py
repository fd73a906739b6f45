"""The buyer's free cancel, until the household accepts."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kernel.errors import NotFound
from marketplace.orders.enums import CancelReason, State
from marketplace.orders.models import Order
from marketplace.orders.operations.calling_off import call_off
from marketplace.orders.refusals import NotCancellable
from marketplace.orders.rules import bought, buyer_by_link
from marketplace.orders.states import Doer, lock_order
from marketplace.people.rules import Person

FREE = frozenset({State.AWAITING_CARD, State.PLACED})


@transaction.atomic
def cancel_by_buyer(
    *, at: datetime, secret: str = "", person: Person | None = None, order_key: str = ""
) -> Order:
    """By the order's secret link, or signed in (`person` and `order_key`). Stock and money come back.

    Twice changes nothing.
    """
    order, doer = _by_link(secret) if secret else _signed_in(person, order_key)
    if order.state == State.CANCELLED and order.cancel_reason == CancelReason.BUYER:
        return order
    if order.state not in FREE:
        raise NotCancellable(state=order.state, state_text=order.get_state_display())
    call_off([order], State.CANCELLED, doer=doer, at=at, why=CancelReason.BUYER)
    return order


def _by_link(secret: str) -> tuple[Order, Doer]:
    order = lock_order(Q(secret=secret))
    return order, buyer_by_link(order)


def _signed_in(person: Person | None, order_key: str) -> tuple[Order, Doer]:
    if person is None:
        raise NotFound
    return lock_order(bought(person, order_key=order_key)), Doer(person.actor)

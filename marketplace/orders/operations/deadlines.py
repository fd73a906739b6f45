"""What happens to an order when time has run out; called by a sweep, order by order, each in its own
transaction.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.catalogue.enums import PauseReason
from marketplace.catalogue.operations import pause_by_system
from marketplace.households.operations import count_missed_order
from marketplace.orders.deadlines import ESCALATE_AFTER, MISSES_UNTIL_PAUSE, PACK_ESCALATE_AFTER
from marketplace.orders.enums import CancelReason, State, Urgency
from marketplace.orders.events import OrderUnanswered, OrderUnpacked
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.operations.answer_short import settle_short_lines
from marketplace.orders.operations.calling_off import call_off
from marketplace.orders.states import SYSTEM, tell

logger = logging.getLogger(__name__)


def wake_orders(*, at: datetime, limit: int = 500) -> int:
    """Do what is due by `at`, oldest first; how many steps were taken.

    Several sweeps may run at once (rows that another one holds are skipped), and one may be killed at any
    point: each order's step and its next `wake_at` are one transaction. An order that fails is logged and
    left for the next sweep.
    """
    failed: set[int] = set()
    taken = 0
    while taken + len(failed) < limit:
        with transaction.atomic():
            order = _next_due(at=at, failed=failed)
            if order is None:
                break
            taken += _step_safely(order, at=at, failed=failed)
    return taken


def _next_due(*, at: datetime, failed: set[int]) -> Order | None:
    """Locked; what another sweep or a person holds right now is left to the next one."""
    due = Order.objects.filter(wake_at__lte=at).exclude(pk__in=failed).order_by("wake_at", "pk")
    due = due.select_related("checkout", "household")
    return due.select_for_update(of=("self",), no_key=True, skip_locked=True).first()


def _step_safely(order: Order, *, at: datetime, failed: set[int]) -> bool:
    try:
        with transaction.atomic():
            _step(order, at=at)
    except Exception:
        logger.exception("order %s was not woken", order.key)
        failed.add(order.pk)
        return False
    return True


def _step(order: Order, *, at: datetime) -> None:
    match State(order.state):
        case State.AWAITING_CARD:
            call_off([order], State.EXPIRED_CARD, doer=SYSTEM, at=at, why=CancelReason.CARD_EXPIRED)
        case State.PLACED:
            _urge(order, at=at)
        case State.ACCEPTED:
            _urge_to_pack(order, at=at)
        case State.ASKING_BUYER:
            rows = list(OrderLine.objects.filter(order=order).order_by("position"))
            settle_short_lines(order, rows, keep={}, doer=SYSTEM, at=at)
        case _:
            raise ValueError(f"{order.key} is {order.state} and waits for nothing")


def _urge(order: Order, *, at: datetime) -> None:
    """Reminder, cooperative, end; one at a time, so that a sweep that was down for hours skips none but the
    last.
    """
    if order.due_at is not None and at >= order.due_at:
        _give_up(order, at=at)
    elif order.reminded_at is None:
        next_at = order.moved_at + ESCALATE_AFTER
        tell(
            order,
            OrderUnanswered,
            doer=SYSTEM,
            at=at,
            reason=Urgency.REMINDER,
            reminded_at=at,
            wake_at=next_at,
        )
    else:
        tell(
            order,
            OrderUnanswered,
            doer=SYSTEM,
            at=at,
            reason=Urgency.COOPERATIVE,
            escalated_at=at,
            wake_at=order.due_at,
        )


def _urge_to_pack(order: Order, *, at: datetime) -> None:
    """Reminder, cooperative; after that the order is in the worklist of staff (queries.orders_left_lying).
    What was noted while the household had not answered does not count.
    """
    reminded = order.reminded_at is not None and order.reminded_at >= order.moved_at
    stage = Urgency.COOPERATIVE if reminded else Urgency.REMINDER
    noted: dict[str, Any] = {"escalated_at" if reminded else "reminded_at": at}
    next_at = None if reminded else order.moved_at + PACK_ESCALATE_AFTER
    tell(order, OrderUnpacked, doer=SYSTEM, at=at, reason=stage, wake_at=next_at, **noted)


def _give_up(order: Order, *, at: datetime) -> None:
    """Stock and money come back. After the second miss in a row the listings of this order rest."""
    call_off([order], State.TIMED_OUT, doer=SYSTEM, at=at)
    if count_missed_order(household_id=order.household_id) >= MISSES_UNTIL_PAUSE:
        listings = OrderLine.objects.filter(order=order).values_list("listing__key", flat=True)
        pause_by_system(listing_keys=list(listings), reason=PauseReason.MISSED_ORDERS, at=at)

"""An order as its buyer reads it: the steps that are done, where it is now, what comes next; weights; money
back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from django.utils.translation import gettext as _

from logistics.dispatch.queries import TrackingStep, partly_gone, tracking
from marketplace.orders.enums import (
    BEFORE_HAND_OVER,
    CALLED_OFF,
    ENDS,
    CancelReason,
    LineState,
    Payment,
    State,
)
from marketplace.orders.facts import why_words
from marketplace.orders.models import Order, OrderBox, OrderHistory, OrderLine
from marketplace.orders.operations.cancel import FREE
from marketplace.orders.words import day_words

Status: TypeAlias = Literal["done", "now", "next", "trouble"]

_GOOD_ROAD: tuple[State, ...] = (
    State.PLACED,
    State.ACCEPTED,
    State.PRICED,
    State.BOOKED,
    State.HANDED_OVER,
    State.DELIVERED,
)
_TROUBLE = CALLED_OFF | {
    State.ASKING_BUYER,
    State.DELIVERY_FAILED,
    State.REFUSED,
    State.RETURNED,
    State.DESTROYED,
    State.LOST,
    State.DAMAGED,
}
_UNSAID = frozenset({State.PACKED})  # passed through at once


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `at` is None for what is still to come; `detail` says why, or when it is expected."""

    code: str
    text: str
    status: Status
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`lines` carry quantity, packed_base and money_back_dong; `short_lines` wait for the buyer's answer."""

    order: Order
    lines: Sequence[OrderLine]
    boxes: Sequence[OrderBox]
    steps: Sequence[Step]
    tracking: Sequence[TrackingStep]
    short_lines: Sequence[OrderLine]
    can_cancel: bool

    @property
    def tracking_codes(self) -> list[str]:
        """One a box, in the order in which they were booked."""
        return list(dict.fromkeys(step.tracking_code for step in self.tracking))

    @property
    def partly_gone(self) -> tuple[int, int] | None:
        """(boxes on the road, all boxes) while some still wait at the farm."""
        return partly_gone(self.tracking)

    @property
    def to_pay_dong(self) -> int:
        """What the courier collects; nothing on a card or when the order is over."""
        order = self.order
        return order.charged_dong if order.payment == Payment.CASH and order.state not in ENDS else 0


def page_of(order: Order) -> OrderPage:
    """Of an order read with lines, boxes, history, checkout and household. Two statements more for the
    parcel's own news.
    """
    lines = list(order.lines.all())
    return OrderPage(
        order=order,
        lines=lines,
        boxes=list(order.boxes.all()),
        steps=list(_steps(order)),
        tracking=tracking(reference=order.booking_reference) if order.bookings else [],
        short_lines=[line for line in lines if line.state == LineState.SHORT],
        can_cancel=order.state in FREE,
    )


def _steps(order: Order) -> Iterator[Step]:
    """What history says, then what is still to come on the good road."""
    passed = [row for row in order.history.all() if row.old != row.new and row.new not in _UNSAID]
    for row in passed[:-1]:
        yield _passed(row, "trouble" if row.new in _TROUBLE else "done", order)
    if passed:
        last = passed[-1]
        yield _passed(last, _status_now(State(last.new)), order)
    if order.state not in ENDS:
        yield from _to_come(order)


def _status_now(state: State) -> Status:
    if state in _TROUBLE:
        return "trouble"
    return "done" if state in ENDS else "now"


def _passed(row: OrderHistory, status: Status, order: Order) -> Step:
    return Step(row.new, str(State(row.new).label), status, row.at, _detail(row, order))


def _detail(row: OrderHistory, order: Order) -> str:
    if row.new == State.CANCELLED and order.cancel_reason == CancelReason.STAFF:
        return row.reason
    return why_words(row.reason)


def _to_come(order: Order) -> Iterator[Step]:
    if order.state in BEFORE_HAND_OVER | {State.HANDED_OVER, State.DELIVERY_FAILED}:
        seen = {row.new for row in order.history.all()}
        for state in _GOOD_ROAD:
            if state not in seen:
                yield Step(state, str(state.label), "next", detail=_expected(state, order))


def _expected(state: State, order: Order) -> str:
    if state == State.DELIVERED:
        return _("dự kiến %(day)s") % {"day": day_words(order.arrives_on)}
    return ""

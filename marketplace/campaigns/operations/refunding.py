"""Giving everything back: state and wish stand in one transaction, and the wish has one name for an order, so
that nobody is paid back twice or forgotten, whatever is killed when.
"""

from collections.abc import Sequence
from datetime import datetime

from marketplace.campaigns.enums import AbroadState, RefundReason
from marketplace.campaigns.models import Campaign, OrderAbroad
from marketplace.campaigns.operations.consigning import unpool
from marketplace.campaigns.states import SYSTEM, move_orders
from marketplace.payments import cards
from marketplace.payments.refusals import CapturedAlready


def begin_refunds(
    campaign: Campaign,
    orders: Sequence[OrderAbroad],
    *,
    reason: RefundReason,
    actor: str = SYSTEM,
    at: datetime,
) -> None:
    """Of locked orders of a locked campaign, in full."""
    held = [order for order in orders if order.state != AbroadState.EXPIRED]
    unpool([order for order in orders if order.state == AbroadState.POOLED])
    give_back_boxes(campaign, held)
    for order in orders:
        order.refund_reason = reason
    columns = ["refund_reason", "consigned", "paid_at"]
    move_orders(orders, AbroadState.REFUNDING, actor=actor, reason=reason.value, columns=columns, at=at)
    for order in orders:
        cards.refund(
            checkout_key=order.key,
            order_reference=order.reference,
            reference=order.refund_reference,
            amount=order.amount,
            reason=reason.value,
            at=at,
        )


def expire(campaign: Campaign, orders: Sequence[OrderAbroad], *, at: datetime) -> list[OrderAbroad]:
    """Locked orders that nobody paid: the card is closed and the boxes are free. Those whose money was taken
    meanwhile are left as they are, and given: the news of it is on its way.
    """
    gone = [order for order in orders if _closes(order, at=at)]
    give_back_boxes(campaign, gone)
    move_orders(gone, AbroadState.EXPIRED, actor=SYSTEM, at=at)
    return [order for order in orders if order.state != AbroadState.EXPIRED]


def _closes(order: OrderAbroad, *, at: datetime) -> bool:
    try:
        cards.cancel(checkout_key=order.key, at=at)
    except CapturedAlready:
        return False
    return True


def give_back_boxes(campaign: Campaign, orders: Sequence[OrderAbroad]) -> None:
    campaign.taken_boxes -= sum(order.boxes for order in orders)
    campaign.save(update_fields=["taken_boxes"])

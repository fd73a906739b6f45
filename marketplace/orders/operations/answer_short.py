"""The buyer's answer to a short weight."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from marketplace.catalogue.stock import release
from marketplace.orders.enums import CancelReason, LineState, State
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.operations.calling_off import call_off
from marketplace.orders.operations.price import price
from marketplace.orders.pricing import packed_price
from marketplace.orders.refusals import AlreadyAnswered
from marketplace.orders.rules import buyer_by_link
from marketplace.orders.states import Doer, lock_order, move


@transaction.atomic
def answer_short(*, secret: str, keep: Mapping[str, bool], at: datetime) -> Order:
    """`keep` by line key; a short line that is not named is kept. `secret` is the buyer's `Order.secret`.

    With the last line dropped the order is cancelled. The same answer a second time changes nothing.
    """
    order = lock_order(Q(secret=secret))
    rows = list(OrderLine.objects.filter(order=order).order_by("position"))
    if order.state != State.ASKING_BUYER:
        return _answered_before(order, rows, keep)
    settle_short_lines(order, rows, keep=keep, doer=buyer_by_link(order), at=at)
    return order


def _answered_before(order: Order, rows: Sequence[OrderLine], keep: Mapping[str, bool]) -> Order:
    outcome = {row.key: row.state != LineState.DROPPED for row in rows}
    if not keep or order.packed_at is None or any(outcome.get(key) != kept for key, kept in keep.items()):
        raise AlreadyAnswered(state=order.state, state_text=order.get_state_display())
    return order


def settle_short_lines(
    order: Order, rows: Sequence[OrderLine], *, keep: Mapping[str, bool], doer: Doer, at: datetime
) -> None:
    """Short lines become packed or dropped; what is in the box of a dropped one goes back on sale."""
    short = [row for row in rows if row.state == LineState.SHORT]
    for row in short:
        row.state = LineState.PACKED if keep.get(row.key, True) else LineState.DROPPED
        kept_base = row.packed_base if row.state == LineState.PACKED else 0
        row.packed_dong = packed_price(row, packed_base=kept_base or 0)
    OrderLine.objects.bulk_update(short, ["state", "packed_dong"])
    if all(row.state == LineState.DROPPED for row in rows):
        call_off([order], State.CANCELLED, doer=doer, at=at, why=CancelReason.NOTHING_PACKED)
        return
    release(references=[row.reference for row in short if row.state == LineState.DROPPED], at=at)
    if order.shared_id:
        move(order, State.PACKED, doer=doer, at=at)
    else:
        price(order, rows, doer=doer, at=at)

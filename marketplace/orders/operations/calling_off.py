"""Ending orders before the post has it: the goods go back on sale, the booking is withdrawn.

The money follows by the event (handlers: settle the card).
"""

from collections.abc import Sequence
from datetime import datetime

from logistics.dispatch.operations import cancel_shipments
from marketplace.catalogue.stock import release
from marketplace.orders.enums import CancelReason, State
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.states import Doer, move


def call_off(
    orders: Sequence[Order],
    to: State,
    *,
    doer: Doer,
    at: datetime,
    why: CancelReason = CancelReason.NONE,
    words: str = "",
) -> None:
    """`orders` are locked; their parcels and then their stock follow, each all together, since whoever locks
    several of them one by one may meet somebody who does it in another order. What was missing at packing
    has been written off before and does not come back.

    Raises ShipmentUnderWay when the post has it already, ForbiddenMove when it is over.
    """
    booked = {order.booking_reference for order in orders if order.state == State.BOOKED}
    for order in orders:
        move(order, to, doer=doer, at=at, reason=words or why.value, cancel_reason=why.value)
    if booked:
        cancel_shipments(references=booked, at=at)
    release(references=references_of(*orders), at=at)


def references_of(*orders: Order) -> list[str]:
    """Under which the stock of the orders is held."""
    keys = OrderLine.objects.filter(order__in=orders).values_list("key", flat=True)
    return [f"line:{key}" for key in keys]

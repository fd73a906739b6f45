"""Ending an order before the post has it: the goods go back on sale, the booking is withdrawn.

The money follows by the event (handlers: settle the card).
"""

from datetime import datetime

from logistics.dispatch.operations import cancel_shipment
from marketplace.catalogue.stock import release
from marketplace.orders.enums import CancelReason, State
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.states import Doer, move


def call_off(
    order: Order,
    to: State,
    *,
    doer: Doer,
    at: datetime,
    why: CancelReason = CancelReason.NONE,
    words: str = "",
) -> None:
    """`order` is locked. What was missing at packing has been written off before and does not come back.

    Raises ShipmentUnderWay when the post has it already, ForbiddenMove when it is over.
    """
    booked = order.state == State.BOOKED
    move(order, to, doer=doer, at=at, reason=words or why.value, cancel_reason=why.value)
    if booked:
        cancel_shipment(reference=order.booking_reference, at=at)
    release(references=references_of(order), at=at)


def references_of(order: Order) -> list[str]:
    """Under which the stock of the order is held."""
    return [f"line:{key}" for key in OrderLine.objects.filter(order=order).values_list("key", flat=True)]

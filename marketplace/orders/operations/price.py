"""The price of an order once it is known what is in the boxes."""

from collections.abc import Sequence
from datetime import datetime

from marketplace.orders.enums import LineState, State
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.states import Doer, move


def price(order: Order, rows: Sequence[OrderLine], *, doer: Doer, at: datetime) -> None:
    """Every line is packed or dropped by now. The event books the parcel and captures the card."""
    packed_dong = sum(row.packed_dong or 0 for row in rows if row.state == LineState.PACKED)
    facts = {
        "packed_dong": packed_dong,
        "postage_dong": order.postage_dong,
        "agreed_dong": order.agreed_dong,
    }
    move(order, State.PRICED, doer=doer, at=at, facts=facts, packed_dong=packed_dong, priced_at=at)

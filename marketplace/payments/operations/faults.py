"""The carrier lost or spoiled the parcel: it pays the household the goods and earns no postage."""

from datetime import datetime

from marketplace.payments.enums import PaidBy, Road
from marketplace.payments.models import Settlement


def record_carrier_fault(
    *,
    reference: str,
    road: Road,
    household_key: str,
    goods_dong: int,
    paid_by: PaidBy,
    carrier_code: str,
    at: datetime,
) -> Settlement:
    """LOST or DAMAGED: the carrier owes `goods_dong` (as packed), the household gets it whole (it is a
    compensation: no commission, no tax), payable 48 hours later. The carrier's bill for this parcel is
    cancelled.

    What a card buyer paid goes back by `cards.refund`, which orders calls beside this.
    """
    raise NotImplementedError

"""The roads on which the buyer got nothing and nobody is at fault: returned, destroyed, cancelled after
booking.
"""

from datetime import datetime

from marketplace.payments.enums import PaidBy, Road
from marketplace.payments.models import Settlement


def record_undelivered(
    *,
    reference: str,
    road: Road,
    household_key: str,
    paid_by: PaidBy,
    carrier_code: str,
    postage_kept_dong: int = 0,
    at: datetime,
) -> Settlement:
    """RETURNED, DESTROYED or CANCELLED: no goods are charged and the household is owed nothing.

    `postage_kept_dong` is what a card buyer who refused the parcel is still charged for its way (0 for
    cash: it cannot be collected). The rest of the carrier's bill is the platform's loss. What was
    captured beyond it goes back by `cards.refund`, which orders calls beside this.
    """
    raise NotImplementedError

"""The roads on which the buyer got nothing and nobody is at fault: returned, destroyed, cancelled after
booking.
"""

from datetime import datetime

from django.db import transaction

from marketplace.payments import postings
from marketplace.payments.enums import UNDELIVERED, PaidBy, Road
from marketplace.payments.ledger import post
from marketplace.payments.models import Settlement
from marketplace.payments.settling import Ending, settled


@transaction.atomic
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
    if road not in UNDELIVERED:
        raise ValueError(road)
    ending = Ending(
        reference=reference,
        road=road,
        household_key=household_key,
        carrier_code=carrier_code,
        paid_by=paid_by,
        postage_dong=postage_kept_dong,
    )
    entries = postings.postage_kept(order=reference, postage_dong=postage_kept_dong)
    with settled(ending, at=at) as settlement:
        post(kind="postage_kept", reference=reference, subject=reference, entries=entries, at=at)
    return settlement

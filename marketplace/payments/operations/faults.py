"""The carrier lost or spoiled the parcel: it pays the household the goods and earns no postage."""

from datetime import datetime

from django.db import transaction

from marketplace.payments import postings
from marketplace.payments.enums import CARRIERS_FAULT, PaidBy, Road
from marketplace.payments.ledger import post
from marketplace.payments.models import Settlement
from marketplace.payments.settling import Ending, after_complaints, owe_household, settled


@transaction.atomic
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
    if road not in CARRIERS_FAULT:
        raise ValueError(road)
    ending = Ending(
        reference=reference,
        road=road,
        household_key=household_key,
        carrier_code=carrier_code,
        paid_by=paid_by,
        goods_dong=goods_dong,
    )
    with settled(ending, at=at) as settlement:
        _post_compensation(ending, at=at)
    return settlement


def _post_compensation(ending: Ending, *, at: datetime) -> None:
    post(
        kind="compensation",
        reference=ending.reference,
        subject=ending.reference,
        entries=postings.compensation(
            household=ending.household_key, carrier=ending.carrier_code, goods_dong=ending.goods_dong
        ),
        at=at,
    )
    owe_household(
        household_key=ending.household_key,
        reference=ending.reference,
        subject=ending.reference,
        amount_dong=ending.goods_dong,
        payable_from=after_complaints(at),
        at=at,
    )

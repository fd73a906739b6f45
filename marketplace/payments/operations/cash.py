"""What carriers report: their bills, and the cash at the door."""

from datetime import datetime

from django.db import transaction

from marketplace.payments import postings
from marketplace.payments.ledger import post
from marketplace.payments.models import Settlement
from marketplace.payments.settling import lock_order, release_cash, settle_postage


@transaction.atomic
def record_carrier_bill(*, booking: str, carrier_code: str, billed_dong: int, at: datetime) -> None:
    """The carrier bills a shipment ("order:<key>#<n>"). The difference to what the buyer paid is moved
    when the order has ended, whichever of the two comes first.
    """
    reference = order_of(booking)
    lock_order(reference)
    entries = postings.carrier_bill(order=reference, carrier=carrier_code, billed_dong=billed_dong)
    post(kind="carrier_bill", reference=booking, subject=reference, entries=entries, at=at)
    settlement = Settlement.objects.filter(reference=reference).first()
    if settlement is not None:
        settle_postage(settlement, at=at)


@transaction.atomic
def record_cash_collected(*, booking: str, carrier_code: str, amount_dong: int, at: datetime) -> None:
    """The carrier has the buyer's cash."""
    reference = order_of(booking)
    lock_order(reference)
    entries = postings.cash_collected(order=reference, carrier=carrier_code, amount_dong=amount_dong)
    post(kind="cash_collected", reference=booking, subject=reference, entries=entries, at=at)


@transaction.atomic
def record_cash_remitted(
    *, booking: str, carrier_code: str, amount_dong: int, fee_dong: int, at: datetime
) -> None:
    """A remittance line was matched: `amount_dong` of this shipment, less the fee, is on our bank
    account. The household's money becomes payable.
    """
    reference = order_of(booking)
    lock_order(reference)
    entries = postings.cash_remitted(carrier=carrier_code, amount_dong=amount_dong, fee_dong=fee_dong)
    post(kind="cash_remitted", reference=booking, subject=reference, entries=entries, at=at)
    release_cash(reference, at=at)


def order_of(booking: str) -> str:
    """ "order:<key>#2", the second booking of an order, is about "order:<key>"."""
    return booking.partition("#")[0]

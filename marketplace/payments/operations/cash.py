"""Money that staff see on the bank's statement, and what carriers report of the cash at the door."""

from datetime import datetime

from django.db import transaction

from marketplace.payments import postings
from marketplace.payments.ledger import post
from marketplace.payments.models import Settlement
from marketplace.payments.settling import lock_order, release_cash, settle_postage


def record_bank_refund(*, reference: str, refund_reference: str, amount_dong: int, at: datetime) -> None:
    """Staff transferred `amount_dong` to a buyer (who had paid cash)."""
    post(
        kind="bank_refund",
        reference=refund_reference,
        subject=reference,
        entries=postings.bank_refund(order=reference, amount_dong=amount_dong),
        at=at,
    )


def record_carrier_payment(*, carrier_code: str, invoice: str, amount_dong: int, at: datetime) -> None:
    """We paid a carrier's invoice (a negative amount: the carrier paid us, for lost parcels)."""
    post(
        kind="carrier_paid",
        reference=f"{carrier_code} {invoice}",
        subject=f"carrier:{carrier_code}",
        entries=postings.carrier_paid(carrier=carrier_code, amount_dong=amount_dong),
        at=at,
    )


def record_card_payout(*, provider_reference: str, arrived_dong: int, fee_dong: int, at: datetime) -> None:
    """Stripe moved money to our bank: `arrived_dong` reached it, `fee_dong` were kept."""
    post(
        kind="card_payout",
        reference=provider_reference,
        subject="stripe",
        entries=postings.card_payout(arrived_dong=arrived_dong, fee_dong=fee_dong),
        at=at,
    )


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

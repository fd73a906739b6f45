"""What staff read on the bank's statement and write into the books. Each line is known by the number that
stands on the statement: entered again it changes nothing, entered with another amount it is refused.

All of them answer whether the line is new.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from kernel.database import advisory_lock
from kernel.errors import JSON, Invalid
from kernel.money import format_dong
from kernel.text import tidy_line
from marketplace.payments import postings
from marketplace.payments.ledger import Entry, post
from marketplace.payments.models import LedgerTransaction, Owed
from marketplace.payments.refusals import EnteredDifferently, PostedDifferently, RefundTooLarge
from marketplace.payments.settling import lock_order

LONGEST_NUMBER = 64


@transaction.atomic
def record_bank_refund(*, actor: str, reference: str, transfer: str, amount_dong: int, at: datetime) -> bool:
    """We transferred `amount_dong` to a buyer who is owed it (models.Owed): who paid cash, or whose card took
    nothing back. RefundTooLarge beyond what is owed.
    """
    transfer = _number(transfer, field="transfer")
    lock_order(reference)
    if not _is_known("bank_refund", transfer):
        owed = Owed.objects.filter(reference=reference, currency="VND")
        left = owed.values_list("amount", flat=True).first() or 0
        if not 0 < amount_dong <= left:
            raise RefundTooLarge(left=left, shown=format_dong(left))
    entries = postings.bank_refund(order=reference, amount_dong=amount_dong)
    return _enter("bank_refund", transfer, reference, entries, amount_dong=amount_dong, actor=actor, at=at)


@transaction.atomic
def record_carrier_payment(
    *, actor: str, carrier_code: str, invoice: str, amount_dong: int, at: datetime
) -> bool:
    """We paid a carrier's invoice (a negative amount: the carrier paid us, for lost parcels)."""
    number = f"{carrier_code} {_number(invoice, field='invoice')}"
    if not amount_dong:
        raise Invalid(field="amount_dong")
    entries = postings.carrier_paid(carrier=carrier_code, amount_dong=amount_dong)
    subject = f"carrier:{carrier_code}"
    return _enter("carrier_paid", number, subject, entries, amount_dong=amount_dong, actor=actor, at=at)


@transaction.atomic
def record_card_payout(
    *, actor: str, provider_reference: str, arrived_dong: int, fee_dong: int, at: datetime
) -> bool:
    """Stripe moved money to our bank: `arrived_dong` reached it, `fee_dong` were kept."""
    number = _number(provider_reference, field="provider_reference")
    if arrived_dong <= 0 or fee_dong < 0:
        raise Invalid(field="arrived_dong" if arrived_dong <= 0 else "fee_dong")
    entries = postings.card_payout(arrived_dong=arrived_dong, fee_dong=fee_dong)
    return _enter("card_payout", number, "stripe", entries, amount_dong=arrived_dong, actor=actor, at=at)


def _number(text: str, *, field: str) -> str:
    number = tidy_line(text)
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise Invalid(field=field)
    return number


def _is_known(kind: str, number: str) -> bool:
    """Whoever enters the same number at the same moment waits for the first."""
    advisory_lock(f"payments {kind} {number}")
    return LedgerTransaction.objects.filter(kind=kind, reference=number).exists()


def _enter(
    kind: str,
    number: str,
    subject: str,
    entries: Sequence[Entry],
    *,
    amount_dong: int,
    actor: str,
    at: datetime,
) -> bool:
    known = _is_known(kind, number)
    try:
        post(kind=kind, reference=number, subject=subject, entries=entries, at=at)
    except PostedDifferently as before:
        raise EnteredDifferently(number=number) from before
    if not known:
        data: dict[str, JSON] = {"number": number, "amount_dong": amount_dong}
        record(actor=actor, action=f"bank.{kind}", subject=subject, data=data, at=at)
    return not known

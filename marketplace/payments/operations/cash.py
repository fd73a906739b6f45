"""What carriers report: their bills, and the cash at the door."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from marketplace.payments import postings
from marketplace.payments.ledger import Posting, post, post_many
from marketplace.payments.models import Settlement
from marketplace.payments.settling import (
    lock_order,
    lock_orders,
    release_cash,
    settle_postage,
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
    """The carrier has the buyer's cash; it may have been handed in before we hear of it here."""
    reference = order_of(booking)
    lock_order(reference)
    entries = postings.cash_collected(order=reference, carrier=carrier_code, amount_dong=amount_dong)
    post(kind="cash_collected", reference=booking, subject=reference, entries=entries, at=at)
    release_cash([reference], at=at)


class Remitted(NamedTuple):
    """A line of a carrier's list that was right: what it handed in for a booking, and what it kept of it."""

    booking: str
    amount_dong: int
    fee_dong: int


@transaction.atomic
def record_cash_remitted(*, carrier_code: str, lines: Sequence[Remitted], at: datetime) -> None:
    """Lines of a remittance were matched, some hundreds at most: their amounts, less the fees, are on our
    bank account, and the households' money becomes payable. Five statements, however many lines.
    """
    references = [order_of(line.booking) for line in lines]
    lock_orders(references)
    post_many(
        kind="cash_remitted",
        postings=[
            Posting(
                line.booking,
                reference,
                postings.cash_remitted(
                    carrier=carrier_code, amount_dong=line.amount_dong, fee_dong=line.fee_dong
                ),
            )
            for line, reference in zip(lines, references, strict=True)
        ],
        at=at,
    )
    release_cash(references, at=at)


def order_of(booking: str) -> str:
    """ "order:<key>#2", the second booking of an order, is about "order:<key>"."""
    return booking.partition("#")[0]

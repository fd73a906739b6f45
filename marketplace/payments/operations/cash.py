"""What carriers report: their bills, and the cash at the door."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from marketplace.payments import postings
from marketplace.payments.ledger import Posting, post, post_many
from marketplace.payments.models import Settlement
from marketplace.payments.operations.sharing import Share, shares_of, split_cash, split_postage
from marketplace.payments.settling import lock_orders, release_cash, settle_postage


@transaction.atomic
def record_carrier_bill(*, booking: str, carrier_code: str, billed_dong: int, at: datetime) -> None:
    """The carrier bills a shipment ("order:<key>#<n>", or one that several orders share). The difference to
    what the buyer paid is moved when the order has ended, whichever of the two comes first.
    """
    shares = shares_of([booking])[booking]
    lock_orders([share.subject for share in shares])
    for share, dong in zip(shares, split_postage(billed_dong, shares), strict=True):
        entries = postings.carrier_bill(order=share.subject, carrier=carrier_code, billed_dong=dong)
        post(kind="carrier_bill", reference=share.reference, subject=share.subject, entries=entries, at=at)
    for settlement in Settlement.objects.filter(reference__in=[share.subject for share in shares]):
        settle_postage(settlement, at=at)


@transaction.atomic
def record_cash_collected(*, booking: str, carrier_code: str, amount_dong: int, at: datetime) -> None:
    """The carrier has the buyer's cash; it may have been handed in before we hear of it here."""
    shares = shares_of([booking])[booking]
    references = [share.subject for share in shares]
    lock_orders(references)
    for share, dong in zip(shares, split_cash(amount_dong, shares), strict=True):
        entries = postings.cash_collected(order=share.subject, carrier=carrier_code, amount_dong=dong)
        post(kind="cash_collected", reference=share.reference, subject=share.subject, entries=entries, at=at)
    release_cash(references, at=at)


class Remitted(NamedTuple):
    """A line of a carrier's list that was right: what it handed in for a booking, and what it kept of it."""

    booking: str
    amount_dong: int
    fee_dong: int


@transaction.atomic
def record_cash_remitted(*, carrier_code: str, lines: Sequence[Remitted], at: datetime) -> None:
    """Lines of a remittance were matched, some hundreds at most: their amounts, less the fees, are on our
    bank account, and the households' money becomes payable. Five statements, however many lines; one more
    where a booking is shared.
    """
    shares = shares_of([line.booking for line in lines])
    references = [share.subject for line in lines for share in shares[line.booking]]
    lock_orders(references)
    post_many(
        kind="cash_remitted",
        postings=[
            posting for line in lines for posting in _remitted(line, shares[line.booking], carrier_code)
        ],
        at=at,
    )
    release_cash(references, at=at)


def _remitted(line: Remitted, shares: Sequence[Share], carrier_code: str) -> list[Posting]:
    amounts, fees = split_cash(line.amount_dong, shares), split_cash(line.fee_dong, shares)
    return [
        Posting(
            share.reference,
            share.subject,
            postings.cash_remitted(carrier=carrier_code, amount_dong=amount, fee_dong=fee),
        )
        for share, amount, fee in zip(shares, amounts, fees, strict=True)
    ]

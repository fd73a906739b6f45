"""Closing an order's money once, and what must follow whichever half of the news comes first.

The lock of an order's reference is taken here and nowhere else, before anything of that order is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from kernel.database import advisory_lock
from marketplace.payments import postings
from marketplace.payments.enums import AccountKind, PaidBy, Road
from marketplace.payments.ledger import balance, post
from marketplace.payments.models import LedgerEntry, LedgerTransaction, Payable, Settlement
from marketplace.payments.rates import Withheld
from marketplace.payments.refusals import SettledDifferently

COMPLAINT_HOURS = 48


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What a road writes into its settlement."""

    reference: str
    road: Road
    household_key: str
    carrier_code: str
    paid_by: PaidBy
    goods_dong: int = 0
    postage_dong: int = 0
    commission_dong: int = 0
    vat_dong: int = 0
    pit_dong: int = 0
    farm_postage_dong: int = 0

    @property
    def kept(self) -> Withheld:
        return Withheld(self.commission_dong, self.vat_dong, self.pit_dong)


def lock_order(reference: str) -> None:
    """Wait for whoever else settles this order. Inside a transaction."""
    advisory_lock(f"payments {reference}")


def close(ending: Ending, *, at: datetime) -> Settlement:
    """Write the settlement, or find the same one; SettledDifferently when it is another. Under
    `lock_order`.
    """
    settlement = Settlement.objects.filter(reference=ending.reference).first()
    if settlement is None:
        return Settlement.objects.create(**asdict(ending), settled_at=at)
    if any(getattr(settlement, name) != value for name, value in asdict(ending).items()):
        raise SettledDifferently(f"{settlement} before, {ending} now")
    return settlement


@contextmanager
def settled(ending: Ending, *, at: datetime) -> Iterator[Settlement]:
    """Close the money of an order. Inside comes what its road posts, then the postage is settled."""
    lock_order(ending.reference)
    settlement = close(ending, at=at)
    yield settlement
    settle_postage(settlement, at=at)


def settle_postage(settlement: Settlement, *, at: datetime) -> None:
    """Move what is left of the order's postage to whoever bears it. Called after the end and after each
    bill.
    """
    reference = settlement.reference
    rest = balance(kind=AccountKind.POSTAGE, owner=reference)
    if rest:
        before = LedgerTransaction.objects.filter(kind="postage_settled", subject=reference).count()
        post(
            kind="postage_settled",
            reference=f"{reference}@{before + 1}",
            subject=reference,
            entries=postings.postage_rest(settlement=settlement, rest_dong=rest),
            at=at,
        )


def owe_household(
    *,
    household_key: str,
    reference: str,
    subject: str,
    amount_dong: int,
    payable_from: datetime | None,
    at: datetime,
) -> None:
    """One payable a reference; nothing for nothing. Under `lock_order`."""
    if amount_dong and not Payable.objects.filter(reference=reference).exists():
        Payable.objects.create(
            household_key=household_key,
            reference=reference,
            subject=subject,
            amount_dong=amount_dong,
            payable_from=payable_from,
            created_at=at,
        )


def after_complaints(at: datetime) -> datetime:
    """The buyer has this long to complain before the household is paid."""
    return at + timedelta(hours=COMPLAINT_HOURS)


def release_cash(reference: str, *, at: datetime) -> None:
    """The household's money of a cash order becomes payable when all that was collected has been remitted."""
    collected = -_posted("cash_collected", reference, AccountKind.BUYER)
    remitted = -_posted("cash_remitted", reference, AccountKind.CARRIER_CASH)
    if 0 < collected <= remitted:
        Payable.objects.filter(reference=reference, payable_from=None).update(payable_from=at)


def _posted(kind: str, subject: str, account: AccountKind) -> int:
    entries = LedgerEntry.objects.filter(
        transaction__kind=kind, transaction__subject=subject, account__kind=account
    )
    return int(entries.aggregate(total=Sum("amount"))["total"] or 0)

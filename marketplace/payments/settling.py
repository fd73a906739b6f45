"""Closing an order's money once, and what must follow whichever half of the news comes first.

The lock of an order's reference is taken here and nowhere else, before anything of that order is read.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from kernel.database import advisory_lock, advisory_locks, execute
from marketplace.payments import postings
from marketplace.payments.enums import AccountKind, PaidBy, Road
from marketplace.payments.ledger import balance, post
from marketplace.payments.models import LedgerTransaction, Payable, Settlement
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


def lock_orders(references: Sequence[str]) -> None:
    """All of them, in one order for everybody."""
    advisory_locks([f"payments {reference}" for reference in references])


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


_RELEASE = """
UPDATE payments_payable AS p SET payable_from = %s
FROM (SELECT t.subject,
             -sum(e.amount) FILTER (WHERE t.kind = 'cash_collected' AND a.kind = 'buyer') AS collected,
             -sum(e.amount) FILTER (WHERE t.kind = 'cash_remitted' AND a.kind = 'carrier_cash') AS remitted
      FROM payments_ledgertransaction AS t
      JOIN payments_ledgerentry AS e ON e.transaction_id = t.id
      JOIN payments_ledgeraccount AS a ON a.id = e.account_id
      WHERE t.subject = ANY(%s) AND t.kind IN ('cash_collected', 'cash_remitted')
      GROUP BY t.subject) AS cash
WHERE p.reference = cash.subject AND p.payable_from IS NULL AND cash.collected > 0
  AND cash.collected <= cash.remitted
"""


def release_cash(references: Sequence[str], *, at: datetime) -> None:
    """The households' money of cash orders becomes payable when all that was collected has been handed in.
    One statement. Under the locks of these orders.
    """
    execute(_RELEASE, [at, list(references)])

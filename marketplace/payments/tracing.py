"""Follows one dong: all entries about an order, from the buyer's pocket to the household's bank."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from marketplace.payments.models import LedgerEntry, LedgerTransaction, PayoutItem


@dataclass(frozen=True)
class Step:
    """One transaction as a reader wants it."""

    posted_at: datetime
    kind: str
    reference: str
    subject: str
    entries: tuple[tuple[str, str, int, str], ...]  # account kind, owner, amount, currency


def trace(subject: str) -> list[Step]:
    """Everything posted about "order:<key>" (or "checkout:…", "payout:…"), in the order of time: its own
    transactions, those with an entry on its accounts (a capture for several orders), and the payouts that
    paid its household.
    """
    about = {subject, *_payouts_of(subject)}
    touched = LedgerEntry.objects.filter(account__owner=subject).values("transaction")
    found = LedgerTransaction.objects.filter(Q(subject__in=about) | Q(pk__in=touched))
    rows = found.order_by("posted_at", "id").prefetch_related("entries__account")
    return [_step(row) for row in rows]


def _payouts_of(subject: str) -> list[str]:
    items = PayoutItem.objects.filter(payable__subject=subject).order_by("id")
    return [f"payout:{key}" for key in items.values_list("payout__key", flat=True)]


def _step(row: LedgerTransaction) -> Step:
    entries = sorted(
        row.entries.all(), key=lambda entry: (-entry.amount, entry.account.kind, entry.account.owner)
    )
    return Step(
        posted_at=row.posted_at,
        kind=row.kind,
        reference=row.reference,
        subject=row.subject,
        entries=tuple(
            (entry.account.kind, entry.account.owner, entry.amount, entry.account.currency)
            for entry in entries
        ),
    )

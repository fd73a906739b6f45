"""What the ledger says about one order, to the dong."""

from io import StringIO

from django.core.management import call_command

from marketplace.orders.models import Order
from marketplace.payments.enums import AccountKind
from marketplace.payments.tracing import trace
from tests.journeys.support.people import Bought


def row_of(bought: Bought) -> Order:
    return Order.objects.get(secret=bought.secret)


def posted(bought: Bought) -> dict[str, dict[str, int]]:
    """By transaction kind: what each account got (+ debit, − credit), summed; payouts are left out."""
    found: dict[str, dict[str, int]] = {}
    subject = row_of(bought).subject
    for step in trace(subject):
        sums = found.setdefault(step.kind, {})
        for kind, owner, amount, _currency in step.entries:
            if kind != AccountKind.BUYER or owner == subject:
                sums[kind] = sums.get(kind, 0) + amount
    return found


def told_by_trace(bought: Bought) -> str:
    """What staff read: `manage.py ledger trace order:<key>`."""
    told = StringIO()
    call_command("ledger", "trace", row_of(bought).subject, stdout=told)
    return told.getvalue()


def checked_by_command() -> str:
    """`manage.py ledger check`, which raises where something is wrong."""
    told = StringIO()
    call_command("ledger", "check", stdout=told, stderr=told)
    return told.getvalue()

"""What tests say about the books."""

from django.db import connection

from marketplace.payments.checking import faults
from marketplace.payments.enums import AccountKind
from marketplace.payments.ledger import balance


def on(kind: AccountKind, owner: str = "") -> int:
    return balance(kind=kind, owner=owner)


def agree() -> bool:
    """Every sum is zero (as at a commit), and ledger, payables, payouts and cards say the same."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert faults() == []
    return True

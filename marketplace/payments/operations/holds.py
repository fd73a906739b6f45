"""A complaint stops the household's money until staff have decided."""

from datetime import datetime

from marketplace.payments.models import Payable


def hold_payables(*, reference: str, reason: str, at: datetime) -> int:
    """Hold every payable of the order that is not in a payout yet; how many."""
    free = Payable.objects.filter(subject=reference, payout=None, held_at=None)
    return free.update(held_at=at, hold_reason=reason)


def release_payables(*, reference: str) -> int:
    """Let them go; how many."""
    held = Payable.objects.filter(subject=reference, payout=None, held_at__isnull=False)
    return held.update(held_at=None, hold_reason="")

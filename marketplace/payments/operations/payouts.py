"""Paying households: drawn, sent, confirmed or returned. The draw's lock is the one named place in this
domain.
"""

from datetime import datetime

from marketplace.payments.models import Payout, PayoutBatch


def draw_payouts(*, actor: str, at: datetime) -> PayoutBatch:
    """One row per household for all that is payable at `at`, claw-backs netted; NothingToPay when there
    is none.

    Households without a bank account, and those whose sum is not above zero, are left for the next draw.
    Two draws at the same time never take the same payable.
    """
    raise NotImplementedError


def mark_batch_sent(*, actor: str, batch_key: str, at: datetime) -> PayoutBatch:
    """The file went to the bank: every row that is still drawn is sent."""
    raise NotImplementedError


def mark_payout_confirmed(*, actor: str, payout_key: str, at: datetime) -> Payout:
    raise NotImplementedError


def mark_payout_returned(*, actor: str, payout_key: str, reason: str, at: datetime) -> Payout:
    """Its payables are open again, for the next draw."""
    raise NotImplementedError

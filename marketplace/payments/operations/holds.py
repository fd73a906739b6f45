"""A complaint stops the household's money until staff have decided."""

from datetime import datetime


def hold_payables(*, reference: str, reason: str, at: datetime) -> int:
    """Hold every payable of the order that is not in a payout yet; how many."""
    raise NotImplementedError


def release_payables(*, reference: str, at: datetime) -> int:
    """Let them go; how many."""
    raise NotImplementedError

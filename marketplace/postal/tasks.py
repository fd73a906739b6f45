"""Thin: the clock is read here, the work is in operations."""

from celery import shared_task

from kernel.clock import now
from marketplace.postal.operations import expire_unpaid


@shared_task
def expire_parcels() -> None:
    """Every minute: orders that nobody paid."""
    expire_unpaid(at=now())

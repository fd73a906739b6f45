"""Thin: the clock is read here, the work is in operations."""

from celery import shared_task

from kernel.clock import now
from marketplace.orders.operations import wake_orders as wake


@shared_task
def wake_orders() -> None:
    """Every minute: reminders, time-outs, cards that were not paid, buyers who did not answer."""
    wake(at=now())

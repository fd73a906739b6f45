"""Thin: the clock is read here, the work is in operations."""

from celery import shared_task

from kernel.clock import now
from marketplace.campaigns.operations import sweep


@shared_task
def sweep_campaigns() -> None:
    """Every minute: unpaid orders, cut-offs, and what is left to give back."""
    sweep(at=now())

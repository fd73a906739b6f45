"""Thin: one operation each."""

from celery import shared_task

from kernel.clock import now
from marketplace.payments.cards.sweeping import sweep


@shared_task
def sweep_cards() -> None:
    """Every few seconds, by beat."""
    sweep(at=now())

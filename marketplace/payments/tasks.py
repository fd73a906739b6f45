"""Thin: one operation each."""

from datetime import timedelta

from celery import shared_task

from kernel.clock import now
from marketplace.payments.cards.messages import prune
from marketplace.payments.cards.sweeping import sweep

MESSAGES_KEPT = timedelta(days=90)
"""A provider sends again for days, people ask for weeks."""


@shared_task
def sweep_cards() -> None:
    """Every few seconds, by beat."""
    sweep(at=now())


@shared_task
def prune_messages() -> None:
    prune(older_than=now() - MESSAGES_KEPT)

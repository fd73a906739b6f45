"""Thin: one operation each."""

from celery import shared_task

from kernel.clock import now
from logistics.partner_api.operations import prune_tokens


@shared_task
def forget_old_tokens() -> None:
    """Hourly: tokens and secrets that ran out long ago."""
    prune_tokens(at=now())

"""Thin: one operation each."""

from celery import shared_task

from kernel.clock import now
from logistics.partner_api.batches.opening import prune_batches
from logistics.partner_api.batches.work import work_batches
from logistics.partner_api.operations import prune_tokens
from logistics.partner_api.sandbox import tell_all_due


@shared_task
def forget_old_tokens() -> None:
    """Hourly: tokens and secrets that ran out long ago."""
    prune_tokens(at=now())


@shared_task
def tell_sandbox_stories() -> None:
    """Every few seconds: what is due in the sandboxes by their clocks."""
    tell_all_due(at=now())


@shared_task
def work_on_batches() -> None:
    """Every few seconds: the next steps of what partners handed in."""
    work_batches(clock=now)


@shared_task
def forget_old_batches() -> None:
    """Daily: batches that ended a month ago."""
    prune_batches(at=now())

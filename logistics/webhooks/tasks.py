"""Thin: one operation each."""

from celery import shared_task

from kernel.clock import now
from logistics.webhooks.operations import send_due


@shared_task
def send_webhooks() -> None:
    """Every two seconds: what is due, batch by batch; several of them at once do not meet."""
    while send_due(at=now()):
        pass

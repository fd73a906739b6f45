"""Thin: one operation each."""

from celery import shared_task

from kernel.clock import now
from logistics.paperwork.operations.gate import recheck_cleared


@shared_task
def recheck_clearances() -> None:
    """Just after midnight: what was cleared yesterday may rest on a rule or certificate that ran out."""
    recheck_cleared(at=now())

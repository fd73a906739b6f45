"""Thin: one operation each."""

from celery import shared_task

from kernel.clock import now
from logistics.documents.operations import draw_wanted


@shared_task
def draw_documents() -> None:
    """Every five seconds: the sets of export papers that somebody asked for."""
    draw_wanted(at=now())

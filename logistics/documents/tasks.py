"""Thin: one operation each."""

from celery import shared_task

from kernel.clock import now
from logistics.documents.operations import draw_wanted
from logistics.documents.uploads import sweep_left_files


@shared_task
def draw_documents() -> None:
    """Every five seconds: the sets of export papers that somebody asked for."""
    draw_wanted(at=now())


@shared_task
def sweep_files() -> None:
    """Nightly: files of uploads that a crash left without a row."""
    sweep_left_files(at=now())

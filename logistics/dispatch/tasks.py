"""Thin: one operation each."""

from celery import shared_task

from kernel.clock import now
from logistics.dispatch.operations import derive_kept, queue_late_cash, queue_split_shipments
from logistics.dispatch.operations.partitions import make_partitions
from logistics.dispatch.operations.transit import measure_transit


@shared_task
def make_event_partitions() -> None:
    """Daily: the event log's partitions of this month and the next three."""
    make_partitions(at=now())


@shared_task
def derive_left_over() -> None:
    """Every minute: what kept events change, where no `manage.py derive` runs."""
    while derive_kept(at=now()):
        pass


@shared_task
def look_for_late_cash() -> None:
    """Daily: cash that carriers were to have handed in by now."""
    queue_late_cash(at=now())


@shared_task
def look_for_split_shipments() -> None:
    """Daily: shipments of which a box stayed behind."""
    queue_split_shipments(at=now())


@shared_task
def measure_the_road() -> None:
    """Nightly: how long parcels really took, for what freshness is judged by."""
    measure_transit(at=now())

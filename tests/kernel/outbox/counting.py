"""Handlers whose work can be counted afterwards."""

import time

from kernel.audit.operations import record
from kernel.clock import now
from kernel.outbox import Event


def count_inside(event: Event) -> None:
    time.sleep(0.001)  # so that it may be killed meanwhile
    write_down("counted.inside", event)


def count_outside(event: Event) -> None:
    """As the rules ask of an outside handler, it may run twice and does not work twice: it looks first."""
    from kernel.audit.models import AuditRecord

    time.sleep(0.002)  # somebody else's server
    if not AuditRecord.objects.filter(action="counted.outside", subject=subject_of(event)).exists():
        write_down("counted.outside", event)


def subject_of(event: Event) -> str:
    return f"{event.aggregate}:{event.aggregate_key}:{event.version}"


def write_down(action: str, event: Event) -> None:
    record(actor="system:test", action=action, subject=subject_of(event), at=now())

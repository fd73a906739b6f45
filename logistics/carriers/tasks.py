"""Thin: one operation each. A slow carrier holds up its own task only."""

from celery import shared_task
from django.db.models import Q

from kernel.clock import now
from logistics.carriers.models import CarrierBooking
from logistics.carriers.operations import call_carrier, prune_old, track_carrier

EVERY_SECONDS = 5


@shared_task
def call_carriers() -> None:
    """Every few seconds: a task for each carrier that something is to be said to."""
    due = CarrierBooking.objects.filter(due_at__lte=now())
    for code in due.order_by().values_list("carrier_code", flat=True).distinct():
        call_one_carrier.apply_async((code,), expires=EVERY_SECONDS)


@shared_task
def call_one_carrier(carrier_code: str) -> None:
    call_carrier(carrier_code=carrier_code, at=now(), clock=now)


@shared_task
def track_carriers() -> None:
    """Every few minutes: ask about parcels that were not heard of."""
    due = CarrierBooking.objects.filter(Q(track_at__lte=now()) & ~Q(waybill=""))
    for code in due.order_by().values_list("carrier_code", flat=True).distinct():
        track_one_carrier.apply_async((code,), expires=300)


@shared_task
def track_one_carrier(carrier_code: str) -> None:
    track_carrier(carrier_code=carrier_code, at=now())


@shared_task
def prune_carrier_messages() -> None:
    prune_old(at=now())

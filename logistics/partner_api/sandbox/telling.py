"""The stories go on: what is due by a sandbox's clock is told, each step at its own time."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kernel.database import advisory_lock
from kernel.errors import Refusal
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import (
    cancel_shipments,
    file_claim,
    record_events,
    record_temperatures,
    release_shipments,
)
from logistics.dispatch.values import IncomingEvent, Temperature
from logistics.partner_api.models import SandboxPlay
from logistics.partner_api.sandbox.clock import MOST_AHEAD, moment_for
from logistics.partner_api.sandbox.stories import STORIES, Act, Step, Told

logger = logging.getLogger(__name__)
BY_ITSELF: Final = "system:sandbox"
SENSOR_ALARM_C: Final = 20.0  # above it the sensor itself raises the alarm
DEVICE: Final = "urn:epc:id:giai:4000001.111"


def tell_all_due(*, at: datetime) -> int:
    """What is due in every sandbox at our own time `at`; how many steps."""
    waiting = SandboxPlay.objects.filter(next_at__lte=at + MOST_AHEAD).order_by("carrier_code")
    codes = waiting.values_list("carrier_code", flat=True).distinct()
    return sum(tell_due(carrier_code=code, at=moment_for(code, at=at)) for code in list(codes))


@transaction.atomic
def tell_due(*, carrier_code: str, at: datetime) -> int:
    """Take every step of this sandbox's stories that is due at `at` by its clock, in the order of their
    times; how many."""
    advisory_lock(f"sandbox:{carrier_code}")
    told = 0
    while play := _next(carrier_code, at):
        _go_on(play)
        told += 1
    return told


def _next(carrier_code: str, at: datetime) -> SandboxPlay | None:
    due = SandboxPlay.objects.filter(carrier_code=carrier_code, next_at__lte=at)
    return due.order_by("next_at", "id").first()


def _go_on(play: SandboxPlay) -> None:
    """A step that the developer's own reports have made impossible is left out; the story goes on."""
    steps = STORIES[play.number].steps
    at = play.next_at or play.began_at
    try:
        with transaction.atomic():
            _take(play, steps[play.told], at=at)
    except Refusal as refusal:
        logger.info("sandbox story %s, step %s: %s", play.number, play.told, refusal.code)
    play.told += 1
    play.next_at = due_at(play.began_at, steps, play.told)
    play.save(update_fields=["told", "next_at"])


def due_at(began_at: datetime, steps: Sequence[Step], told: int) -> datetime | None:
    return began_at + timedelta(hours=steps[told].after) if told < len(steps) else None


def _take(play: SandboxPlay, step: Step, *, at: datetime) -> None:
    shipment = Shipment.objects.get(carrier_code=play.carrier_code, key=play.shipment_key)
    match step.act:
        case Act.REPORT:
            events = [_event(play, shipment, told, at=at) for told in step.reports]
            record_events(carrier_code=play.carrier_code, events=events, actor=BY_ITSELF, at=at)
        case Act.MEASURE:
            readings = _readings(_code(shipment, 1), step.degrees, at=at)
            record_temperatures(carrier_code=play.carrier_code, readings=readings, at=at)
        case Act.CLAIM:
            _claim(shipment, step, at=at)
        case Act.CANCEL:
            cancel_shipments(references=[shipment.reference], at=at)
        case Act.RELEASE:
            release_shipments(references=[shipment.reference], at=at)


def _event(play: SandboxPlay, shipment: Shipment, told: Told, *, at: datetime) -> IncomingEvent:
    code = _code(shipment, told.box)
    return IncomingEvent(
        tracking_code=told.tracking_code or code,
        code=told.code,
        occurred_at=at - timedelta(hours=told.ago),
        dedupe_key=f"story:{code}:{told.name or told.code}:{play.told}".replace(" ", "-"),
        reason=told.reason,
        note=told.note,
        amount_dong=None if told.cash is None else shipment.cod_dong * told.cash // 100,
        provisional=told.provisional,
    )


def _code(shipment: Shipment, box: int) -> str:
    return shipment.parcels.get(position=box).tracking_code


def _readings(tracking_code: str, degrees: Sequence[float], *, at: datetime) -> list[Temperature]:
    """One for each of the last hours."""
    hour = timedelta(hours=1)
    return [
        Temperature(
            tracking_code=tracking_code,
            device=DEVICE,
            from_at=at - hour * (len(degrees) - place),
            until_at=at - hour * (len(degrees) - place - 1),
            lowest_c=300,
            highest_c=round(highest * 100),
            alarm=highest > SENSOR_ALARM_C,
        )
        for place, highest in enumerate(degrees)
    ]


def _claim(shipment: Shipment, step: Step, *, at: datetime) -> None:
    if step.claim is not None:
        file_claim(
            shipment_key=shipment.key,
            kind=step.claim,
            claimed_dong=max(shipment.declared_dong, 4 * shipment.billed_dong),
            description=str(step.claim.label),
            actor=BY_ITSELF,
            at=at,
        )

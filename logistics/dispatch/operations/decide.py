"""What a post office answers to a pickup that it will not make on that day: refused, or on another day. The
goods go into the pickup of the next day, or of the day it names; nobody waits for a courier who does not
come."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.database import execute
from logistics.dispatch.enums import OPEN_PICKUPS, DiscrepancyKind, PickupState, ShipmentState
from logistics.dispatch.events import PickupMoved
from logistics.dispatch.models import Pickup, Shipment
from logistics.dispatch.operations.pickups import Visit, lock_and_join
from logistics.dispatch.operations.queue import Doubt, open_discrepancies
from logistics.dispatch.operations.scene import lock_by_ids
from logistics.dispatch.operations.turn import Turn, save_turns
from logistics.dispatch.refusals import DayNotPossible, PickupClosed, UnknownPickup

LONGEST_MOVE: Final = timedelta(days=14)


@transaction.atomic
def refuse_pickup(
    *, carrier_code: str, pickup_key: str, reason: str, note: str = "", actor: str, at: datetime
) -> Pickup:
    """The post office does not come; staff see why, and the goods wait in the next day's pickup. Refusing
    again changes nothing; PickupClosed when it was made or moved already."""
    pickup = _find(carrier_code, pickup_key)
    if pickup.state == PickupState.REFUSED:
        return pickup
    next_day = max(pickup.day, local_day(at)) + timedelta(days=1)
    _move(pickup, PickupState.REFUSED, next_day, reason=reason, note=note, at=at)
    data = {"reason": reason, "note": note, "day": pickup.day.isoformat()}
    kind = DiscrepancyKind.PICKUP_REFUSED
    open_discrepancies([Doubt(kind, carrier_code, pickup.key, dict(data))], at=at)
    record(actor=actor, action="pickup.refused", subject=f"pickup:{pickup_key}", data=dict(data), at=at)
    return pickup


@transaction.atomic
def reschedule_pickup(
    *, carrier_code: str, pickup_key: str, day: date, reason: str, note: str = "", actor: str, at: datetime
) -> Pickup:
    """The post office comes on another day: today or within two weeks (else DayNotPossible). The same day
    again changes nothing; PickupClosed when it was made, refused or moved to another day already."""
    pickup = _find(carrier_code, pickup_key)
    if pickup.state == PickupState.MOVED:
        moved_to = Pickup.objects.filter(key=pickup.moved_to_key).values_list("day", flat=True).first()
        if moved_to == day:
            return pickup
    today = local_day(at)
    if day == pickup.day or not today <= day <= today + LONGEST_MOVE:
        raise DayNotPossible(field="day", first=today.isoformat(), last=(today + LONGEST_MOVE).isoformat())
    _move(pickup, PickupState.MOVED, day, reason=reason, note=note, at=at)
    data = {"from": pickup.day.isoformat(), "to": day.isoformat(), "reason": reason}
    record(actor=actor, action="pickup.moved", subject=f"pickup:{pickup_key}", data=dict(data), at=at)
    return pickup


def _find(carrier_code: str, pickup_key: str) -> Pickup:
    pickup = Pickup.objects.filter(carrier_code=carrier_code, key=pickup_key).first()
    if pickup is None:
        raise UnknownPickup
    return pickup


def _move(pickup: Pickup, state: PickupState, day: date, *, reason: str, note: str, at: datetime) -> None:
    """Shipments first, then both pickups in their order. Whoever joined in between is seen once the pickup is
    locked: nobody else can hold what was booked a moment ago."""
    turns = _locked_turns(pickup)
    visit = Visit(day, pickup.carrier_code, pickup.commune_code)
    target = Pickup.objects.get(id=lock_and_join([pickup.id], {visit})[visit])
    pickup.refresh_from_db()
    if pickup.state not in OPEN_PICKUPS:
        raise PickupClosed(state=str(PickupState(pickup.state).label))
    moved = "UPDATE dispatch_shipment SET pickup_id = %s WHERE pickup_id = %s AND state = %s"
    execute(moved, [target.id, pickup.id, ShipmentState.BOOKED.value])
    for turn in turns:
        turn.say(PickupMoved, reason=reason, pickup_on=day.isoformat())
    save_turns(turns)
    pickup.state, pickup.reason, pickup.note, pickup.done_at = state, reason, note, at
    pickup.moved_to_key = target.key
    pickup.save(update_fields=["state", "reason", "note", "done_at", "moved_to_key"])


def _locked_turns(pickup: Pickup) -> Sequence[Turn]:
    waiting = Shipment.objects.filter(pickup=pickup, state=ShipmentState.BOOKED)
    scene = lock_by_ids(waiting.values_list("id", flat=True))
    rows = [row for row in scene.shipments.values() if row.pickup_id == pickup.id]
    return [Turn(row) for row in rows if row.state == ShipmentState.BOOKED]

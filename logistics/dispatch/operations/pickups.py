"""Pickups: offered by booking, taken by the post office, done when the last box is handed over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.clock import PEOPLE_ZONE
from kernel.database import execute, fetch
from logistics.carriers.queries import office_for
from logistics.dispatch.enums import PickupState
from logistics.dispatch.models import Pickup
from logistics.dispatch.refusals import UnknownPickup

WINDOW: Final = (time(7, 30), time(17, 0))

_JOIN = """
    INSERT INTO dispatch_pickup
        (key, carrier_code, office_code, commune_code, day, window_start, window_end, state, taken_by)
    VALUES (%s, %s, %s, %s, %s, %s, %s, 'offered', '')
    ON CONFLICT (carrier_code, commune_code, day) WHERE NOT (state = 'done')
    DO UPDATE SET office_code = dispatch_pickup.office_code
    RETURNING id
"""
_CLOSE = """
    UPDATE dispatch_pickup p SET state = 'done', done_at = %s
    WHERE p.id = ANY(%s) AND p.state <> 'done'
      AND NOT EXISTS (SELECT 1 FROM dispatch_shipment s WHERE s.pickup_id = p.id AND s.state = 'booked')
"""
_COMMUNES = """
    SELECT id, carrier_code, sender_commune_code FROM dispatch_shipment WHERE id = ANY(%s) ORDER BY id
"""


def join_pickup(*, carrier_code: str, commune_code: str, day: date) -> int:
    """The open pickup of that carrier, commune and day, made if need be; its row stays locked, so that it
    cannot be closed before the shipment that joins it is there."""
    office = office_for(carrier_code, commune_code)
    values = [Pickup().key, carrier_code, office.code, commune_code, day, *WINDOW]
    return int(fetch(_JOIN, values)[0][0])


def pickup_day(*, ready_on: date, cut_off_hour: int, at: datetime) -> date:
    """The day the courier comes: the day the goods are ready, but the next day when today's cut-off hour
    is over."""
    local = at.astimezone(PEOPLE_ZONE)
    today = local.date()
    earliest = today if local.hour < cut_off_hour else today + timedelta(days=1)
    return max(ready_on, earliest)


def close_pickups(ids: Iterable[int], *, at: datetime) -> None:
    """Mark as done those that no box waits for any more. The caller's transaction has changed the
    shipments."""
    wanted = _lock(ids)
    execute(_CLOSE, [at, wanted])


def offer_again(shipment_ids: Sequence[int], *, left: Iterable[int], day: date, at: datetime) -> None:
    """Move shipments whose courier came in vain to the pickups of that day, and close those `left`
    behind.

    The pickups are made first and then locked all together, by id: whoever holds one and wants another
    asks in the same order."""
    rows = fetch(_COMMUNES, [list(shipment_ids)])
    wanted = sorted({(carrier_code, commune_code) for _id, carrier_code, commune_code in rows})
    targets = {place: _open_pickup(*place, day) for place in wanted}
    locked = _lock([*left, *targets.values()])
    targets = {place: _open_pickup(*place, day) for place in wanted}  # one may have been closed in between
    for shipment_id, carrier_code, commune_code in rows:
        move = [targets[carrier_code, commune_code], shipment_id]
        execute("UPDATE dispatch_shipment SET pickup_id = %s WHERE id = %s", move)
    execute(_CLOSE, [at, locked])


def _open_pickup(carrier_code: str, commune_code: str, day: date) -> int:
    """Its id, made if need be; an existing one is not locked by this."""
    open_one = Pickup.objects.filter(carrier_code=carrier_code, commune_code=commune_code, day=day)
    found = open_one.exclude(state=PickupState.DONE).values_list("id", flat=True).first()
    return found or join_pickup(carrier_code=carrier_code, commune_code=commune_code, day=day)


def _lock(ids: Iterable[int]) -> list[int]:
    wanted = sorted(set(ids))
    fetch("SELECT id FROM dispatch_pickup WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [wanted])
    return wanted


@transaction.atomic
def take_pickup(*, carrier_code: str, pickup_key: str, actor: str, at: datetime) -> Pickup:
    """The post office takes the pickup. Taking it again changes nothing."""
    pickup = Pickup.objects.select_for_update().filter(carrier_code=carrier_code, key=pickup_key).first()
    if pickup is None:
        raise UnknownPickup
    if pickup.state == PickupState.OFFERED:
        pickup.state, pickup.taken_at, pickup.taken_by = PickupState.TAKEN, at, actor
        pickup.save(update_fields=["state", "taken_at", "taken_by"])
        record(actor=actor, action="pickup.taken", subject=f"pickup:{pickup_key}", at=at)
    return pickup

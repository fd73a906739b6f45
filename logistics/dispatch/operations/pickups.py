"""Pickups: offered by booking, taken by the post office, done when the last box is handed over."""

from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Q

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
    ON CONFLICT (carrier_code, commune_code, day) WHERE state IN ('offered', 'taken')
    DO UPDATE SET office_code = dispatch_pickup.office_code
    RETURNING id
"""
_CLOSE = """
    UPDATE dispatch_pickup p SET state = 'done', done_at = %s
    WHERE p.id = ANY(%s) AND p.state IN ('offered', 'taken')
      AND NOT EXISTS (SELECT 1 FROM dispatch_shipment s WHERE s.pickup_id = p.id AND s.state = 'booked')
"""
_LOCK = """
    SELECT 1 FROM dispatch_pickup WHERE id = ANY(%s) AND state IN ('offered', 'taken')
    ORDER BY day, carrier_code COLLATE "C", commune_code COLLATE "C" FOR UPDATE
"""
_VISITS = "SELECT id, day, carrier_code, commune_code FROM dispatch_pickup WHERE id = ANY(%s)"
_PLACES = """
    SELECT id, carrier_code, sender_commune_code FROM dispatch_shipment WHERE id = ANY(%s) ORDER BY id
"""


class Visit(NamedTuple):
    """What is unique about an open pickup. Whoever locks several takes them in the order of these, whether a
    pickup is there already or to be made: an id says nothing about one that is not there yet."""

    day: date
    carrier_code: str
    commune_code: str


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
    wanted = sorted(set(ids))
    execute(_LOCK, [wanted])
    execute(_CLOSE, [at, wanted])


def offer_again(shipment_ids: Sequence[int], *, left: Iterable[int], day: date, at: datetime) -> None:
    """Move shipments whose courier came in vain to the open pickups of that day, and close those `left`
    behind."""
    ids = sorted(set(left))
    rows = fetch(_PLACES, [list(shipment_ids)])
    targets = lock_and_join(ids, {Visit(day, carrier, commune) for _id, carrier, commune in rows})
    for shipment_id, carrier, commune in rows:
        move = [targets[Visit(day, carrier, commune)], shipment_id]
        execute("UPDATE dispatch_shipment SET pickup_id = %s WHERE id = %s", move)
    execute(_CLOSE, [at, ids])


def lock_and_join(left: Sequence[int], wanted: Set[Visit]) -> dict[Visit, int]:
    """Lock the pickups `left` and the open ones of the wanted visits, made if need be, in the one order of
    visits. Joining locks too, or waits for whoever makes the same pickup, so it takes its turn among the
    others."""
    known: dict[Visit, list[int]] = {visit: [] for visit in wanted}
    for pickup_id, *visit in fetch(_VISITS, [left]) if left else ():
        known.setdefault(Visit(*visit), []).append(pickup_id)
    targets = {}
    for joins, visits in groupby(sorted(known), key=wanted.__contains__):
        if joins:
            targets.update({visit: join_pickup(**visit._asdict()) for visit in visits})
        else:
            execute(_LOCK, [[pickup_id for visit in visits for pickup_id in known[visit]]])
    return targets


@transaction.atomic
def take_pickup(
    *, carrier_code: str, pickup_key: str, commune_code: str = "", actor: str, at: datetime
) -> Pickup:
    """The post office (of that commune, where one is named) takes the pickup. Taking it again changes
    nothing."""
    mine = Q(commune_code=commune_code) if commune_code else Q()
    found = Pickup.objects.filter(mine, carrier_code=carrier_code, key=pickup_key)
    pickup = found.select_for_update().first()
    if pickup is None:
        raise UnknownPickup
    if pickup.state == PickupState.OFFERED:
        pickup.state, pickup.taken_at, pickup.taken_by = PickupState.TAKEN, at, actor
        pickup.save(update_fields=["state", "taken_at", "taken_by"])
        record(actor=actor, action="pickup.taken", subject=f"pickup:{pickup_key}", at=at)
    return pickup

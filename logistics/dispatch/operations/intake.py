"""Events come in: kept first, then the states of their shipments are derived anew."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.database import fetch
from logistics.dispatch.enums import DiscrepancyKind, EventCode
from logistics.dispatch.operations.apply import apply_log
from logistics.dispatch.operations.judge import Judged, judge
from logistics.dispatch.operations.queue import open_discrepancies
from logistics.dispatch.operations.scene import Scene, lock_by_codes
from logistics.dispatch.refusals import ShipmentHeld, ShipmentIsCancelled, TooManyItems, UnknownParcel
from logistics.dispatch.values import IncomingEvent, ItemResult

MOST_EVENTS: Final = 1000

_KEEP = """
    INSERT INTO dispatch_trackingevent (carrier_code, actor, received_at, dedupe_key, occurred_at, parcel_id,
                                        tracking_code, code, reason, note, amount_dong)
    SELECT %s, %s, %s, n.*
    FROM unnest(%s::varchar[], %s::timestamptz[], %s::bigint[], %s::varchar[], %s::varchar[],
                %s::varchar[], %s::varchar[], %s::bigint[])
        AS n(dedupe_key, occurred_at, parcel_id, tracking_code, code, reason, note, amount_dong)
    ORDER BY n.dedupe_key, n.occurred_at -- two batches with the same events do not wait for each other
    ON CONFLICT DO NOTHING RETURNING dedupe_key, occurred_at
"""

_KEPT = """
    SELECT dedupe_key, occurred_at, tracking_code, code FROM dispatch_trackingevent
    WHERE carrier_code = %s
      AND (dedupe_key, occurred_at) IN (SELECT * FROM unnest(%s::varchar[], %s::timestamptz[]))
"""


@transaction.atomic
def record_events(
    *, carrier_code: str, events: Sequence[IncomingEvent], actor: str = "", at: datetime
) -> list[ItemResult]:
    """Keep up to 1,000 events and derive what they change, in a fixed number of statements. `actor` defaults
    to "carrier:<code>". One result per event, in order; what cannot be applied is kept, reported, queued."""
    if len(events) > MOST_EVENTS:
        raise TooManyItems(limit=MOST_EVENTS)
    actor = actor or f"carrier:{carrier_code}"
    readable = [(index, in_utc) for index, event in enumerate(events) if (in_utc := _in_utc(event))]
    scene = lock_by_codes(carrier_code=carrier_code, tracking_codes={e.tracking_code for _i, e in readable})
    fresh = _keep(carrier_code, [event for _index, event in readable], scene, actor=actor, at=at)
    same = _same_as_kept(carrier_code, [event for _index, event in readable], fresh)
    judged = judge(carrier_code, readable, scene, fresh=fresh, same=same, total=len(events), at=at)
    if judged.times:
        judged.doubts += apply_log(scene, times=judged.times, at=at)
    _alarm(judged, actor=actor, at=at)
    return judged.results


def _in_utc(event: IncomingEvent) -> IncomingEvent | None:
    """The event with its time in UTC; None at the rim of the calendar, where the time has no UTC."""
    try:
        moment = event.occurred_at.astimezone(UTC)
    except OverflowError:
        return None
    return IncomingEvent(**{**vars(event), "occurred_at": moment})


def _keep(
    carrier_code: str, events: Sequence[IncomingEvent], scene: Scene, *, actor: str, at: datetime
) -> set[tuple[str, datetime]]:
    """Append them to the log; (dedupe key, time) of those that were not in it yet."""
    ids = {code: row.id for code, row in scene.by_code().items()}
    rows = [
        (e.dedupe_key, e.occurred_at, ids.get(e.tracking_code), e.tracking_code, e.code, e.reason, e.note,
         e.amount_dong)
        for e in events
    ]  # fmt: skip
    if not rows:
        return set()
    columns = [list(column) for column in zip(*rows, strict=True)]
    return {(key, moment) for key, moment in fetch(_KEEP, [carrier_code, actor, at, *columns])}


def _same_as_kept(
    carrier_code: str, events: Sequence[IncomingEvent], fresh: set[tuple[str, datetime]]
) -> set[tuple[str, datetime, str, str]]:
    """Of the events that are in the log: key, time, tracking code and code as they were kept. A key used
    again for something else is not a repetition, and saying so keeps the other from being lost in
    silence."""
    seen: set[tuple[str, datetime]] = set()
    repeated: list[tuple[str, datetime]] = []
    for event in events:
        pair = (event.dedupe_key, event.occurred_at)
        if pair not in fresh or pair in seen:
            repeated.append(pair)
        seen.add(pair)
    if not repeated:
        return set()
    keys, moments = zip(*repeated, strict=True)
    return {tuple(row) for row in fetch(_KEPT, [carrier_code, list(keys), list(moments)])}


def _alarm(judged: Judged, *, actor: str, at: datetime) -> None:
    open_discrepancies(judged.doubts, at=at)
    for doubt in judged.doubts:
        if doubt.kind == DiscrepancyKind.PICKED_UP_WHILE_HELD:
            subject = f"parcel:{doubt.subject}"
            record(actor=actor, action="parcel.picked_up_while_held", subject=subject, data=doubt.data, at=at)


@transaction.atomic
def hand_over(*, carrier_code: str, tracking_code: str, actor: str, at: datetime) -> None:
    """A parcel goes into the courier's hands (scanned at a page): a picked_up event. Raises ShipmentHeld,
    ShipmentIsCancelled, UnknownParcel; the event is not kept then. A second scan changes nothing."""
    scene = lock_by_codes(carrier_code=carrier_code, tracking_codes=[tracking_code])
    if not scene.shipments:
        raise UnknownParcel
    shipment = next(iter(scene.shipments.values()))
    if shipment.cancelled_at:
        raise ShipmentIsCancelled
    if not shipment.released:
        raise ShipmentHeld
    key = f"hand-over:{tracking_code}"
    taken = "SELECT 1 FROM dispatch_trackingevent WHERE parcel_id = %s AND code = 'picked_up' LIMIT 1"
    box = scene.by_code()[tracking_code]
    if fetch(taken, [box.id]):
        return
    event = IncomingEvent(
        tracking_code=tracking_code, code=EventCode.PICKED_UP, occurred_at=at, dedupe_key=key
    )
    record_events(carrier_code=carrier_code, events=[event], actor=actor, at=at)

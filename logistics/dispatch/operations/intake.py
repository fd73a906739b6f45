"""Events come in: kept first, then the states of their shipments are derived anew, at once or soon
(derive.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.database import array, execute, fetch
from logistics.dispatch.enums import DiscrepancyKind, EventCode
from logistics.dispatch.operations.apply import apply_log
from logistics.dispatch.operations.away import put_away_of
from logistics.dispatch.operations.judge import Judged, judge
from logistics.dispatch.operations.queue import open_discrepancies
from logistics.dispatch.operations.scene import Fact, facts_in, facts_of, lock_by_codes
from logistics.dispatch.refusals import ShipmentHeld, ShipmentIsCancelled, TooManyItems, UnknownParcel
from logistics.dispatch.values import IncomingEvent, ItemResult
from logistics.paperwork.operations.gate import require_open

MOST_EVENTS: Final = 1000

_KEEP = """
    WITH n AS MATERIALIZED (
        SELECT * FROM unnest(%s::int[], %s::varchar[], %s::timestamptz[], %s::bigint[], %s::varchar[],
                             %s::varchar[], %s::varchar[], %s::varchar[], %s::bigint[], %s::boolean[])
            AS n(place, dedupe_key, occurred_at, parcel_id, tracking_code, code, reason, note, amount_dong,
                 provisional)
    ), kept AS (
        INSERT INTO dispatch_trackingevent
            (carrier_code, actor, received_at, dedupe_key, occurred_at, parcel_id, tracking_code, code,
             reason, note, amount_dong, provisional)
        SELECT %s, %s, %s, dedupe_key, occurred_at, parcel_id, tracking_code, code, reason, note, amount_dong,
               provisional
        FROM n ORDER BY occurred_at, dedupe_key -- no two batches wait for each other
        ON CONFLICT DO NOTHING RETURNING dedupe_key, occurred_at
    )
    SELECT place FROM n LEFT JOIN kept USING (dedupe_key, occurred_at) WHERE kept.dedupe_key IS NULL
"""

_KEPT = """
    SELECT dedupe_key, occurred_at, tracking_code, code FROM dispatch_trackingevent
    WHERE carrier_code = %s
      AND (dedupe_key, occurred_at) IN (SELECT * FROM unnest(%s::varchar[], %s::timestamptz[]))
"""

_WAIT = """
    INSERT INTO dispatch_keptbatch (shipment_ids, first_at, last_at, kept_at, due_at, failures)
    VALUES (%s::bigint[], %s, %s, %s, %s, 0)
"""

Placed = tuple[int, IncomingEvent]


@transaction.atomic(savepoint=False)
def record_events(
    *,
    carrier_code: str,
    events: Sequence[IncomingEvent],
    actor: str = "",
    apply: bool = True,
    at: datetime,
) -> list[ItemResult]:
    """Keep up to 1,000 events and derive what they change, in a fixed number of statements. `actor` defaults
    to "carrier:<code>". One result per event, in order; what cannot be applied is kept, reported, queued.

    `apply=False` leaves the deriving to derive_kept: nothing is locked here, and what others see follows
    within a second or two."""
    if len(events) > MOST_EVENTS:
        raise TooManyItems(limit=MOST_EVENTS)
    actor = actor or f"carrier:{carrier_code}"
    readable = [(index, in_utc) for index, event in enumerate(events) if (in_utc := _in_utc(event))]
    codes = {event.tracking_code for _index, event in readable}
    scene = lock_by_codes(carrier_code=carrier_code, tracking_codes=codes) if apply else None
    facts = facts_in(scene) if scene else facts_of(carrier_code=carrier_code, tracking_codes=codes)
    repeated = _keep(carrier_code, readable, facts, actor=actor, at=at)
    away = put_away_of(facts.values())
    judged = judge(carrier_code, readable, facts, repeated=repeated, away=away, total=len(events), at=at)
    if judged.times and scene:
        judged.doubts += apply_log(scene, times=judged.times, at=at)
    elif judged.times:
        execute(_WAIT, [array(sorted(judged.shipment_ids)), min(judged.times), max(judged.times), at, at])
    _alarm(judged, actor=actor, at=at)
    return judged.results


def _in_utc(event: IncomingEvent) -> IncomingEvent | None:
    """The event with its time in UTC; None at the rim of the calendar, where the time has no UTC."""
    if event.occurred_at.tzinfo is UTC:
        return event
    try:
        return replace(event, occurred_at=event.occurred_at.astimezone(UTC))
    except OverflowError:
        return None


def _keep(
    carrier_code: str, events: Sequence[Placed], facts: Mapping[str, Fact], *, actor: str, at: datetime
) -> dict[int, bool]:
    """Append them to the log; the places of those that are in it already, with whether they are the same."""
    first: dict[tuple[str, datetime], int] = {}
    for index, event in events:
        first.setdefault((event.dedupe_key, event.occurred_at), index)
    rows = [
        (index, e.dedupe_key, e.occurred_at, (fact := facts.get(e.tracking_code)) and fact.parcel_id,
         e.tracking_code, e.code, e.reason, e.note, e.amount_dong, e.provisional)
        for index, e in events if first[e.dedupe_key, e.occurred_at] == index
    ]  # fmt: skip
    if not rows:
        return {}
    columns = [array(column) for column in zip(*rows, strict=True)]
    again = {place for (place,) in fetch(_KEEP, [*columns, carrier_code, actor, at])}
    again |= {index for index, e in events if first[e.dedupe_key, e.occurred_at] != index}
    return _compare(carrier_code, [placed for placed in events if placed[0] in again]) if again else {}


def _compare(carrier_code: str, again: Sequence[Placed]) -> dict[int, bool]:
    """A key used again for something else is not a repetition, and saying so keeps the other from being lost
    in silence."""
    keys = [event.dedupe_key for _index, event in again]
    moments = [event.occurred_at for _index, event in again]
    kept = {tuple(row) for row in fetch(_KEPT, [carrier_code, array(keys), array(moments)])}
    return {index: (e.dedupe_key, e.occurred_at, e.tracking_code, e.code) in kept for index, e in again}


def _alarm(judged: Judged, *, actor: str, at: datetime) -> None:
    open_discrepancies(judged.doubts, at=at)
    for doubt in judged.doubts:
        if doubt.kind == DiscrepancyKind.PICKED_UP_WHILE_HELD:
            subject = f"parcel:{doubt.subject}"
            record(actor=actor, action="parcel.picked_up_while_held", subject=subject, data=doubt.data, at=at)


@transaction.atomic
def hand_over(*, carrier_code: str, tracking_code: str, actor: str, at: datetime) -> None:
    """A parcel goes into the courier's hands (scanned at a page): a picked_up event. Raises ShipmentHeld,
    ShipmentIsCancelled, UnknownParcel, GateShut for export parcels; the event is not kept then. A second
    scan changes nothing."""
    scene = lock_by_codes(carrier_code=carrier_code, tracking_codes=[tracking_code])
    if not scene.shipments:
        raise UnknownParcel
    shipment = next(iter(scene.shipments.values()))
    if shipment.cancelled_at:
        raise ShipmentIsCancelled
    if not shipment.released:
        raise ShipmentHeld
    require_open(shipments=[shipment.reference], actor=actor, at=at)
    key = f"hand-over:{tracking_code}"
    taken = "SELECT 1 FROM dispatch_trackingevent WHERE parcel_id = %s AND code = 'picked_up' LIMIT 1"
    box = scene.by_code()[tracking_code]
    if fetch(taken, [box.id]):
        return
    event = IncomingEvent(
        tracking_code=tracking_code, code=EventCode.PICKED_UP, occurred_at=at, dedupe_key=key
    )
    record_events(carrier_code=carrier_code, events=[event], actor=actor, at=at)

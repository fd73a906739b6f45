"""Deriving states anew from the log, and telling what changed; set by set, under the locks of scene.py."""

from collections.abc import Container, Sequence
from datetime import date, datetime, timedelta

from kernel.clock import local_day
from kernel.database import array, execute
from logistics.dispatch import events
from logistics.dispatch.enums import SHIPMENT_ENDS, DiscrepancyKind, ShipmentState
from logistics.dispatch.operations.away import doubts_about, put_away_in
from logistics.dispatch.operations.collect import take_cash
from logistics.dispatch.operations.pickups import close_pickups, offer_again
from logistics.dispatch.operations.queue import Doubt
from logistics.dispatch.operations.scene import ParcelRow, Scene, reports_of
from logistics.dispatch.operations.turn import Turn, save_turns
from logistics.dispatch.standing import Mark, Report, Standing, Whole, combine, news, stand

_PLAIN = {
    "returning": events.ShipmentReturning,
    "delivered": events.ShipmentDelivered,
    "returned": events.ShipmentReturned,
    "destroyed": events.ShipmentDestroyed,
    "lost": events.ShipmentLost,
    "damaged": events.ShipmentDamaged,
}
_SAVE_PARCELS = """
    UPDATE dispatch_parcel p SET state = n.state, state_since = n.since, attempts = n.attempts,
        reason = n.reason, collected_dong = n.collected,
        first_event_at = n.first_at, last_event_at = n.last_at
    FROM unnest(%s::bigint[], %s::varchar[], %s::timestamptz[], %s::smallint[], %s::varchar[],
                %s::bigint[], %s::timestamptz[], %s::timestamptz[])
        AS n(id, state, since, attempts, reason, collected, first_at, last_at)
    WHERE p.id = n.id
"""


def apply_log(scene: Scene, *, times: Sequence[datetime] = (), at: datetime) -> list[Doubt]:
    """Derive the states of the locked shipments from the log, save what differs, announce it once.

    A shipment that is held or cancelled stays where it is; its events wait in the log. So does one whose log
    was put away in part (away.py). `times` are those of events that were kept just now. What does not fit
    comes back, for the staff queue."""
    reports = reports_of(scene.parcels, times=times)
    away = put_away_in(scene)
    standings = _stand_all(scene, reports, away)
    _save_parcels(scene.parcels, standings, reports)
    boxes = scene.by_shipment()
    pairs = [
        (Turn(row), combine([standings[box.id] for box in boxes[row.id]]))
        for row in scene.shipments.values()
        if row.id not in away and _is_live(scene, row.id)
    ]
    doubts = doubts_about(scene, away) if times else []
    doubts += [doubt for turn, whole in pairs for doubt in _advance(turn, whole, at=at)]
    cash = [(turn, whole) for turn, whole in pairs if _is_cash_new(boxes[turn.row.id], whole)]
    doubts += take_cash(cash, at=at)
    save_turns([turn for turn, _whole in pairs])
    _settle_pickups([turn for turn, _whole in pairs], at=at)
    return doubts


def _is_live(scene: Scene, shipment_id: int) -> bool:
    row = scene.shipments[shipment_id]
    return row.released and row.cancelled_at is None


def _stand_all(scene: Scene, reports: dict[int, list[Report]], away: Container[int]) -> dict[int, Standing]:
    """All but those whose log is not whole."""
    return {
        box.id: stand(
            reports[box.id] if _is_live(scene, box.shipment_id) else (),
            booked_at=scene.shipments[box.shipment_id].booked_at,
        )
        for box in scene.parcels
        if box.shipment_id not in away
    }


def _save_parcels(
    parcels: Sequence[ParcelRow], standings: dict[int, Standing], reports: dict[int, list[Report]]
) -> None:
    renewed = [(box, _renewed(box, standings.get(box.id), reports[box.id])) for box in parcels]
    changed = [(new.id, *new[3:]) for box, new in renewed if new != box]
    if changed:
        execute(_SAVE_PARCELS, [array(column) for column in zip(*changed, strict=True)])


def _renewed(box: ParcelRow, standing: Standing | None, reports: Sequence[Report]) -> ParcelRow:
    """The box as it stands now. Without a standing it stays where it is, and remembers only where in the log
    its reports are."""
    times = [report.occurred_at for report in reports]
    if standing is None:
        times += [moment for moment in (box.first_event_at, box.last_event_at) if moment]
        return box._replace(first_event_at=min(times, default=None), last_event_at=max(times, default=None))
    return box._replace(
        state=standing.state.value,
        state_since=standing.since,
        attempts=standing.attempts,
        reason=standing.reason,
        collected_dong=standing.collected_dong,
        first_event_at=min(times, default=None),
        last_event_at=max(times, default=None),
    )


def _advance(turn: Turn, whole: Whole, *, at: datetime) -> list[Doubt]:
    """Take the turn to where the whole stands; what does not fit comes back."""
    for name, mark in news(whole.milestones, announced=turn.announced):
        _tell(turn, name, mark)
        turn.announced = name
    if whole.state == ShipmentState.BOOKED and whole.pickup_failures > turn.pickup_failures:
        next_day = _next_day(at).isoformat()
        turn.say(events.PickupFailed, reason=whole.pickup_reason, next_pickup_on=next_day)
    turn.state, turn.attempts = whole.state.value, whole.attempts
    turn.pickup_failures = max(turn.pickup_failures, whole.pickup_failures)
    return _contradictions(turn, whole)


def _tell(turn: Turn, name: str, mark: Mark) -> None:
    step, _colon, attempt = name.partition(":")
    when = mark.occurred_at.isoformat()
    if step == "handed_over":
        turn.say(events.ShipmentHandedOver, occurred_at=when)
        turn.say(events.ShipmentBilled, carrier_code=turn.row.carrier_code, billed_dong=turn.row.billed_dong)
    elif step == "out":
        turn.say(events.ShipmentOutForDelivery, attempt=int(attempt), occurred_at=when)
    elif step == "failed":
        turn.say(events.DeliveryFailed, reason=mark.reason, attempt=int(attempt), occurred_at=when)
    elif step == "refused":
        turn.say(events.ShipmentRefused, reason=mark.reason, occurred_at=when)
    else:
        turn.say(_PLAIN[step], occurred_at=when)


def _contradictions(turn: Turn, whole: Whole) -> list[Doubt]:
    found = []
    row = turn.row
    if whole.state in SHIPMENT_ENDS and turn.announced != whole.state:
        data = {"announced": turn.announced, "reported": whole.state.value}
        found.append((DiscrepancyKind.CONTRADICTING_END, data))
    if whole.mixed_ends and row.state != whole.state:
        found.append((DiscrepancyKind.MIXED_ENDS, {}))
    return [Doubt(kind, row.carrier_code, row.reference, data, row.id) for kind, data in found]


def _is_cash_new(boxes: Sequence[ParcelRow], whole: Whole) -> bool:
    reported = [box.collected_dong for box in boxes if box.collected_dong is not None]
    return whole.collected_dong is not None and (not reported or whole.collected_dong != sum(reported))


def _next_day(at: datetime) -> date:
    return local_day(at) + timedelta(days=1)


def _settle_pickups(turns: Sequence[Turn], *, at: datetime) -> None:
    """Boxes that left their pickup may have been its last; those that nobody could fetch go to the next
    day's."""
    in_vain = [turn for turn in turns if _waits(turn) and turn.pickup_failures > turn.row.pickup_failures]
    gone = [turn for turn in turns if turn.row.state == ShipmentState.BOOKED and not _waits(turn)]
    left = [turn.row.pickup_id for turn in (*gone, *in_vain)]
    if in_vain:
        offer_again([turn.row.id for turn in in_vain], left=left, day=_next_day(at), at=at)
    elif left:
        close_pickups(left, at=at)


def _waits(turn: Turn) -> bool:
    return turn.state == ShipmentState.BOOKED

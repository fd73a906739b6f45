"""Where a parcel and a shipment stand: pure functions of the event log.

The order of arrival does not matter and neither do repetitions: reports are put in order by the carrier's
own time (at the same instant by the order of enums.EventCode, then by dedupe key), one per dedupe key,
and folded.

* What cannot be is left out: unknown codes, provisional reports (a courier's word), reports dated more than
an hour after we received them, reports dated more than a day before the booking. * Any scan but
pickup_failed and cod_collected says that the carrier has the parcel, even if picked_up never comes. * After
`refused` no delivery is tried any more, after `returning` a scan is one of the way home. * Of several ends
the strongest counts: delivered, returned, destroyed, damaged, lost. (What was found was not lost.)"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from logistics.dispatch.enums import SHIPMENT_ENDS, WAITING, EventCode, ParcelState, Reason, ShipmentState

CLOCK_AHEAD: Final = timedelta(hours=1)
BEFORE_BOOKING: Final = timedelta(days=1)
RANK: Final = {str(code): rank for rank, code in enumerate(EventCode)}
_END_STRENGTH: Final = {
    ParcelState.LOST: 1,
    ParcelState.DAMAGED: 2,
    ParcelState.DESTROYED: 3,
    ParcelState.RETURNED: 4,
    ParcelState.DELIVERED: 5,
}
_END_OF_CODE: Final = {str(end): end for end in _END_STRENGTH}
_NO_DELIVERY: Final = frozenset({ParcelState.REFUSED, ParcelState.RETURNING})
_SCANS: Final = {
    "picked_up": ParcelState.PICKED_UP,
    "in_transit": ParcelState.IN_TRANSIT,
    "at_delivery_office": ParcelState.AT_DELIVERY_OFFICE,
}
_LADDER: Final = (
    (ParcelState.BOOKED, ShipmentState.BOOKED),
    (ParcelState.PICKUP_FAILED, ShipmentState.BOOKED),
    (ParcelState.PICKED_UP, ShipmentState.HANDED_OVER),
    (ParcelState.IN_TRANSIT, ShipmentState.HANDED_OVER),
    (ParcelState.AT_DELIVERY_OFFICE, ShipmentState.HANDED_OVER),
    (ParcelState.OUT_FOR_DELIVERY, ShipmentState.OUT_FOR_DELIVERY),
    (ParcelState.DELIVERY_FAILED, ShipmentState.DELIVERY_FAILED),
    (ParcelState.REFUSED, ShipmentState.REFUSED),
    (ParcelState.RETURNING, ShipmentState.RETURNING),
)
_STEP: Final = {parcel: step for step, (parcel, _shipment) in enumerate(_LADDER)}
_REASONS: Final = frozenset({"", *Reason.values})
_OTHER: Final = Reason.OTHER.value
_WORST_FIRST: Final = (ParcelState.LOST, ParcelState.DAMAGED, ParcelState.DESTROYED, ParcelState.RETURNED)


class Report(NamedTuple):
    """The part of a tracking event that a state depends on."""

    occurred_at: datetime
    code: str
    dedupe_key: str
    received_at: datetime
    reason: str = ""
    amount_dong: int | None = None
    provisional: bool = False


class Mark(NamedTuple):
    """When a milestone was reached, and why if there is a reason."""

    occurred_at: datetime
    reason: str = ""


@dataclass(slots=True)
class Standing:
    """Where one parcel stands. `trail`: milestone ("handed_over", "out:1", "failed:1", "refused",
    "returning", an end) to its mark. `collected_dong`: the cash last reported for this parcel."""

    state: ParcelState = ParcelState.BOOKED
    since: datetime | None = None
    reason: str = ""
    attempts: int = 0
    pickup_failures: int = 0
    collected_dong: int | None = None
    collected_at: datetime | None = None
    trail: dict[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Whole:
    """Where a shipment stands. `milestones` in the order in which they are announced."""

    state: ShipmentState
    attempts: int
    pickup_failures: int
    pickup_reason: str
    mixed_ends: bool
    collected_dong: int | None
    collected_at: datetime | None
    milestones: Sequence[tuple[str, Mark]]


def counts(report: Report, *, booked_at: datetime) -> bool:
    """Whether a report can be true at all."""
    return (
        report.code in RANK
        and not report.provisional
        and report.occurred_at <= report.received_at + CLOCK_AHEAD
        and report.occurred_at >= booked_at - BEFORE_BOOKING
    )


def stand(reports: Iterable[Report], *, booked_at: datetime) -> Standing:
    """Where a parcel stands after these reports, in whatever order they are given."""
    standing = Standing()
    seen: set[str] = set()
    for report in sorted((r for r in reports if counts(r, booked_at=booked_at)), key=_in_order):
        if report.dedupe_key not in seen:
            seen.add(report.dedupe_key)
            _take(standing, report)
    return standing


def _in_order(report: Report) -> tuple[datetime, int, str, str, int]:
    amount = -1 if report.amount_dong is None else report.amount_dong
    return (report.occurred_at, RANK[report.code], report.dedupe_key, report.reason, amount)


def _take(standing: Standing, report: Report) -> None:
    if report.code == EventCode.COD_COLLECTED:
        if report.amount_dong is not None:
            standing.collected_dong, standing.collected_at = report.amount_dong, report.occurred_at
    elif report.code == EventCode.PICKUP_FAILED:
        if standing.state in WAITING:
            standing.pickup_failures += 1
            _move(standing, ParcelState.PICKUP_FAILED, report)
    else:
        standing.trail.setdefault("handed_over", Mark(report.occurred_at))
        if report.code in _END_OF_CODE:
            _take_end(standing, _END_OF_CODE[report.code], report)
        elif standing.state not in _END_STRENGTH:
            _take_scan(standing, report)


def _take_end(standing: Standing, end: ParcelState, report: Report) -> None:
    if _END_STRENGTH[end] > _END_STRENGTH.get(standing.state, 0):
        _move(standing, end, report)
        standing.trail[end.value] = Mark(report.occurred_at, standing.reason)


def _take_scan(standing: Standing, report: Report) -> None:
    if report.code == EventCode.RETURNING:
        _move(standing, ParcelState.RETURNING, report)
        standing.trail.setdefault("returning", Mark(report.occurred_at))
    elif standing.state in _NO_DELIVERY:
        return
    elif report.code == EventCode.REFUSED:
        _move(standing, ParcelState.REFUSED, report)
        standing.trail["refused"] = Mark(report.occurred_at, standing.reason)
    elif report.code == EventCode.DELIVERY_FAILED:
        standing.attempts += 1
        _move(standing, ParcelState.DELIVERY_FAILED, report)
        standing.trail[f"failed:{standing.attempts}"] = Mark(report.occurred_at, standing.reason)
    elif report.code == EventCode.OUT_FOR_DELIVERY:
        _move(standing, ParcelState.OUT_FOR_DELIVERY, report)
        standing.trail.setdefault(f"out:{standing.attempts + 1}", Mark(report.occurred_at))
    elif report.code != EventCode.PICKED_UP or standing.state in WAITING:
        _move(standing, _SCANS[report.code], report)


def _move(standing: Standing, state: ParcelState, report: Report) -> None:
    standing.state, standing.since = state, report.occurred_at
    standing.reason = report.reason if report.reason in _REASONS else _OTHER


def combine(standings: Sequence[Standing]) -> Whole:
    """Where a shipment stands, given all its boxes: as far as the box that is least far. When all have
    ended and not all alike, a delivered box makes it delivered (the rest is for staff), else the worst
    end counts."""
    state, mixed = _state_of(standings)
    in_vain = [standing for standing in standings if standing.state == ParcelState.PICKUP_FAILED]
    cash = [standing for standing in standings if standing.collected_dong is not None]
    return Whole(
        state=state,
        attempts=max(standing.attempts for standing in standings),
        pickup_failures=max(standing.pickup_failures for standing in standings),
        pickup_reason=max(((standing.since, standing.reason) for standing in in_vain), default=(None, ""))[1],
        mixed_ends=mixed,
        collected_dong=sum(standing.collected_dong or 0 for standing in cash) if cash else None,
        collected_at=max((standing.collected_at for standing in cash if standing.collected_at), default=None),
        milestones=_milestones(standings, state),
    )


def _state_of(standings: Sequence[Standing]) -> tuple[ShipmentState, bool]:
    under_way = [_STEP[standing.state] for standing in standings if standing.state in _STEP]
    if under_way:
        return _LADDER[min(under_way)][1], False
    ends = {standing.state for standing in standings}
    if ParcelState.DELIVERED in ends:
        return ShipmentState.DELIVERED, len(ends) > 1
    return ShipmentState(next(end for end in _WORST_FIRST if end in ends).value), len(ends) > 1


def _milestones(standings: Sequence[Standing], state: ShipmentState) -> list[tuple[str, Mark]]:
    if not all("handed_over" in standing.trail for standing in standings):
        return []
    last: dict[str, Mark] = {}
    for standing in standings:
        for name, mark in standing.trail.items():
            last[name] = max(mark, last.get(name, mark))
    newest = max(last.values())
    if state in SHIPMENT_ENDS:
        last.setdefault(state.value, newest)
    if state == ShipmentState.RETURNED:
        last.setdefault("returning", last[state.value])
    wanted = sorted((name for name in last if _is_reached(name, state)), key=milestone_rank)
    return [(name, last[name]) for name in wanted]


def _is_reached(name: str, state: ShipmentState) -> bool:
    """Refusal and return concern the whole shipment only when the whole is so far; of the ends only its
    own."""
    if name in _END_OF_CODE:
        return name == state
    if name in ("refused", "returning"):
        least = ShipmentState.REFUSED if name == "refused" else ShipmentState.RETURNING
        return state in (least, ShipmentState.RETURNING) or (
            state in SHIPMENT_ENDS and state != ShipmentState.DELIVERED
        )
    return True


def milestone_rank(name: str) -> tuple[int, int]:
    """The order of announcements; two ends have the same rank, "" (nothing announced yet) the lowest."""
    step, _colon, number = name.partition(":")
    if number:
        return (2, 2 * int(number) + (step == "failed"))
    return ({"": 0, "handed_over": 1, "refused": 3, "returning": 4}.get(step, 5), 0)


def news(milestones: Sequence[tuple[str, Mark]], *, announced: str) -> list[tuple[str, Mark]]:
    """The milestones that come after the last one announced, and may: nothing is delivered after a
    refusal."""
    after = milestone_rank(announced)
    fresh = [(name, mark) for name, mark in milestones if milestone_rank(name) > after]
    if after >= milestone_rank("refused"):
        fresh = [(name, mark) for name, mark in fresh if name != ShipmentState.DELIVERED]
    return fresh

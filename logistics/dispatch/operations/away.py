"""Parcels whose log is not whole any more, because a month of it was put away (archive.py).

What is left of a log would put such a parcel back to where it was before, or nowhere. So it stays as it is:
what is still reported is kept and told to staff, and counts when the month is back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from logistics.dispatch.enums import SHIPMENT_ENDS, DiscrepancyKind
from logistics.dispatch.models import ArchivedMonth
from logistics.dispatch.operations.queue import Doubt
from logistics.dispatch.operations.scene import Fact, ParcelRow, Scene
from logistics.dispatch.standing import BEFORE_BOOKING

Month = tuple[datetime, datetime]  # its first instant, and the next month's
Span = tuple[str, datetime, datetime | None, datetime | None]  # state, booking, first and last event


def put_away_in(scene: Scene) -> set[int]:
    """The locked shipments that have such a parcel. Ask after the log was read: while this transaction lives,
    no month can go then."""
    months = _months(row.state for row in scene.shipments.values())
    return {box.shipment_id for box in scene.parcels if months and _touches(_span(scene, box), months)}


def put_away_of(facts: Iterable[Fact]) -> set[int]:
    """The same of parcels that are not locked; their ids."""
    facts = list(facts)
    months = _months(fact.state for fact in facts)
    spans = (
        (fact.parcel_id, (fact.state, fact.booked_at, fact.first_event_at, fact.last_event_at))
        for fact in facts
    )
    return {parcel_id for parcel_id, span in spans if months and _touches(span, months)}


def doubts_about(scene: Scene, shipment_ids: Iterable[int]) -> list[Doubt]:
    """One for each of these shipments: something was reported that does not count."""
    boxes = scene.by_shipment()
    kind = DiscrepancyKind.AFTER_ARCHIVE
    rows = [scene.shipments[shipment_id] for shipment_id in shipment_ids]
    return [
        Doubt(
            kind,
            row.carrier_code,
            row.reference,
            {"tracking_codes": [box.tracking_code for box in boxes[row.id]]},
            row.id,
        )
        for row in rows
    ]


def _months(states: Iterable[str]) -> Sequence[Month]:
    """Asked for only where something has ended: what has not was never put away."""
    if SHIPMENT_ENDS.isdisjoint(states):
        return ()
    return list(ArchivedMonth.objects.values_list("starts_at", "ends_at"))


def _span(scene: Scene, box: ParcelRow) -> Span:
    row = scene.shipments[box.shipment_id]
    return (row.state, row.booked_at, box.first_event_at, box.last_event_at)


def _touches(span: Span, months: Sequence[Month]) -> bool:
    """Reports from before the booking never counted: they do not matter."""
    state, booked_at, first, last = span
    if state not in SHIPMENT_ENDS or first is None or last is None:
        return False
    first = max(first, booked_at - BEFORE_BOOKING)
    return any(first < end and last >= start for start, end in months)

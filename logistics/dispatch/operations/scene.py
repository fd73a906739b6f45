"""Where dispatch locks first: the shipments, by id. Their collections follow (collect.py), then their pickups
(pickups.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from kernel.database import array, fetch_fast, require_transaction
from logistics.dispatch.standing import Report


class ShipmentRow(NamedTuple):
    id: int
    key: str
    reference: str
    carrier_code: str
    cod_dong: int
    billed_dong: int
    released: bool
    booked_at: datetime
    cancelled_at: datetime | None
    state: str
    attempts: int
    pickup_failures: int
    announced: str
    version: int
    pickup_id: int


class ParcelRow(NamedTuple):
    id: int
    shipment_id: int
    tracking_code: str
    state: str
    state_since: datetime | None
    attempts: int
    reason: str
    collected_dong: int | None
    first_event_at: datetime | None
    last_event_at: datetime | None


@dataclass(frozen=True)
class Scene:
    """Locked shipments with all their parcels."""

    shipments: dict[int, ShipmentRow]
    parcels: Sequence[ParcelRow]

    def by_code(self) -> dict[str, ParcelRow]:
        return {row.tracking_code: row for row in self.parcels}

    def by_shipment(self) -> dict[int, list[ParcelRow]]:
        boxes: dict[int, list[ParcelRow]] = {key: [] for key in self.shipments}
        for row in self.parcels:
            boxes[row.shipment_id].append(row)
        return boxes


_SHIPMENT = "SELECT " + ", ".join(f"s.{name}" for name in ShipmentRow._fields) + " FROM dispatch_shipment s "  # noqa: S608
_PARCEL = "SELECT " + ", ".join(f"p.{name}" for name in ParcelRow._fields) + " FROM dispatch_parcel p "  # noqa: S608
_BY_CODE = """
    WHERE s.id IN (
        SELECT shipment_id FROM dispatch_parcel
        WHERE carrier_code = %s AND tracking_code = ANY(%s::varchar[]))
    ORDER BY s.id FOR UPDATE OF s
"""
_EVENTS = """
    SELECT parcel_id, occurred_at, code, dedupe_key, received_at, reason, amount_dong, provisional
    FROM dispatch_trackingevent WHERE parcel_id = ANY(%s::bigint[]) AND occurred_at BETWEEN %s AND %s
"""


_FACTS = """
    SELECT p.tracking_code, p.id, s.id, s.released, s.booked_at, s.cancelled_at, s.state, p.first_event_at,
           p.last_event_at
    FROM dispatch_parcel p JOIN dispatch_shipment s ON s.id = p.shipment_id
    WHERE p.carrier_code = %s AND p.tracking_code = ANY(%s::varchar[])
"""


class Fact(NamedTuple):
    """What the judgement of an event needs to know of its parcel."""

    parcel_id: int
    shipment_id: int
    released: bool
    booked_at: datetime
    cancelled_at: datetime | None
    state: str  # the shipment's
    first_event_at: datetime | None
    last_event_at: datetime | None


def facts_of(*, carrier_code: str, tracking_codes: Iterable[str]) -> dict[str, Fact]:
    """By tracking code, without a lock: one statement."""
    return {
        code: Fact(*rest)
        for code, *rest in fetch_fast(_FACTS, [carrier_code, array(sorted(set(tracking_codes)))])
    }


def facts_in(scene: "Scene") -> dict[str, Fact]:
    """The same of locked shipments."""
    found = {}
    for box in scene.parcels:
        row = scene.shipments[box.shipment_id]
        found[box.tracking_code] = Fact(
            box.id, row.id, row.released, row.booked_at, row.cancelled_at, row.state, box.first_event_at,
            box.last_event_at,
        )  # fmt: skip
    return found


def lock_by_codes(*, carrier_code: str, tracking_codes: Iterable[str]) -> Scene:
    """Lock the carrier's shipments that these tracking codes belong to."""
    require_transaction("lock_by_codes")
    return _with_parcels(fetch_fast(_SHIPMENT + _BY_CODE, [carrier_code, array(sorted(set(tracking_codes)))]))


def lock_by_references(references: Iterable[str]) -> Scene:
    """Lock these shipments; one that there is not is missing from the scene."""
    require_transaction("lock_by_references")
    wanted = sorted(set(references))
    return _with_parcels(
        fetch_fast(
            _SHIPMENT + "WHERE s.reference = ANY(%s::varchar[]) ORDER BY s.id FOR UPDATE OF s",
            [array(wanted)],
        )
    )


def lock_by_ids(ids: Iterable[int]) -> Scene:
    require_transaction("lock_by_ids")
    wanted = sorted(set(ids))
    return _with_parcels(
        fetch_fast(
            _SHIPMENT + "WHERE s.id = ANY(%s::bigint[]) ORDER BY s.id FOR UPDATE OF s", [array(wanted)]
        )
    )


def _with_parcels(rows: Sequence[tuple[object, ...]]) -> Scene:
    shipments = {row.id: row for row in (ShipmentRow._make(row) for row in rows)}
    if not shipments:
        return Scene({}, [])
    parcels = fetch_fast(
        _PARCEL + "WHERE p.shipment_id = ANY(%s::bigint[]) ORDER BY p.id", [array(shipments)]
    )
    return Scene(shipments, [ParcelRow._make(row) for row in parcels])


def reports_of(parcels: Sequence[ParcelRow], *, times: Sequence[datetime]) -> dict[int, list[Report]]:
    """All reports about the parcels, from the partitions they can be in: `times` are those of reports
    just kept, the rest lies between the first and the last time each parcel remembers."""
    known = [at for row in parcels for at in (row.first_event_at, row.last_event_at) if at]
    span = [*known, *times]
    found: dict[int, list[Report]] = {row.id: [] for row in parcels}
    if span:
        for parcel_id, *report in fetch_fast(_EVENTS, [array(found), min(span), max(span)]):
            found[parcel_id].append(Report._make(report))
    return found

"""Letting goods go, and calling them back before they went."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.database import execute
from logistics.carriers.queries import is_called
from logistics.dispatch.enums import WAITING, DiscrepancyKind, ParcelState, ShipmentState
from logistics.dispatch.events import ShipmentCancelled
from logistics.dispatch.operations.apply import apply_log
from logistics.dispatch.operations.haul import want_at_carrier
from logistics.dispatch.operations.pickups import close_pickups
from logistics.dispatch.operations.queue import close_discrepancies, open_discrepancies
from logistics.dispatch.operations.scene import Scene, ShipmentRow, lock_by_references
from logistics.dispatch.operations.turn import Turn, save_turns
from logistics.dispatch.refusals import ShipmentUnderWay, UnknownShipment
from logistics.paperwork.operations.gate import require_open

_WITH_THE_SENDER: Final = frozenset({*WAITING, ParcelState.RETURNED})


def _lock(references: Iterable[str]) -> Scene:
    wanted = set(references)
    scene = lock_by_references(wanted)
    if len(scene.shipments) < len(wanted):
        raise UnknownShipment
    return scene


@transaction.atomic
def release_shipments(*, references: Iterable[str], at: datetime) -> None:
    """Let the carrier take the goods; what it reported meanwhile is applied now. Idempotent. GateShut for
    parcels of an export consignment that may not go."""
    scene = _lock(references)
    held = {row.id: row._replace(released=True) for row in scene.shipments.values() if not row.released}
    if not held:
        return
    require_open(shipments=[row.reference for row in held.values()], actor="system:dispatch", at=at)
    execute("UPDATE dispatch_shipment SET released = true WHERE id = ANY(%s)", [list(held)])
    boxes = [box for box in scene.parcels if box.shipment_id in held]
    doubts = apply_log(Scene(held, boxes), at=at)
    open_discrepancies(doubts, at=at)
    kind = DiscrepancyKind.PICKED_UP_WHILE_HELD
    close_discrepancies(kind=kind, shipment_ids=held, actor="system:dispatch", at=at)
    called = [row.id for row in held.values() if is_called(row.carrier_code) and row.cancelled_at is None]
    if called:
        want_at_carrier(called, at=at)


@transaction.atomic
def cancel_shipments(*, references: Iterable[str], at: datetime) -> None:
    """Cancel shipments that are not handed over yet; one that is (ShipmentUnderWay) keeps all of them.
    Idempotent. Announces ShipmentCancelled for each."""
    rows = lock_to_withdraw(references)
    withdraw(rows, at=at)
    close_pickups([row.pickup_id for row in rows], at=at)


def lock_to_withdraw(references: Iterable[str]) -> list[ShipmentRow]:
    """Those of them that are not cancelled yet, locked. Raises ShipmentUnderWay as soon as the carrier has
    one box of one: what is on the road cannot be called back, and its cash and its bill with it."""
    scene = _lock(references)
    boxes = scene.by_shipment()
    rows = [row for row in scene.shipments.values() if row.cancelled_at is None]
    if any(row.state != ShipmentState.BOOKED for row in rows):
        raise ShipmentUnderWay
    if any(box.state not in _WITH_THE_SENDER for row in rows for box in boxes[row.id]):
        raise ShipmentUnderWay
    return rows


def withdraw(rows: Sequence[ShipmentRow], *, at: datetime) -> None:
    """Cancel locked shipments; their pickups are the caller's to close."""
    turns = [Turn(row) for row in rows]
    for turn in turns:
        turn.state = turn.announced = ShipmentState.CANCELLED.value
        turn.say(ShipmentCancelled)
    save_turns(turns)
    execute(
        "UPDATE dispatch_shipment SET cancelled_at = %s WHERE id = ANY(%s)", [at, [row.id for row in rows]]
    )

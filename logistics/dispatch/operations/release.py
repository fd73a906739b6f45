"""Letting goods go, and calling them back before they went."""

from datetime import datetime

from django.db import transaction

from kernel.database import execute
from logistics.dispatch.enums import DiscrepancyKind, ShipmentState
from logistics.dispatch.events import ShipmentCancelled
from logistics.dispatch.operations.apply import apply_log
from logistics.dispatch.operations.pickups import close_pickups
from logistics.dispatch.operations.queue import close_discrepancies, open_discrepancies
from logistics.dispatch.operations.scene import Scene, ShipmentRow, lock_by_reference
from logistics.dispatch.operations.turn import Turn, save_turns
from logistics.dispatch.refusals import ShipmentUnderWay, UnknownShipment


def _lock(reference: str) -> tuple[Scene, ShipmentRow]:
    scene = lock_by_reference(reference)
    if not scene.shipments:
        raise UnknownShipment
    return scene, next(iter(scene.shipments.values()))


@transaction.atomic
def release_shipment(*, reference: str, at: datetime) -> None:
    """Let the carrier take the goods; what it reported meanwhile is applied now. Idempotent."""
    scene, row = _lock(reference)
    if row.released:
        return
    execute("UPDATE dispatch_shipment SET released = true WHERE id = %s", [row.id])
    doubts = apply_log(Scene({row.id: row._replace(released=True)}, scene.parcels), at=at)
    open_discrepancies(doubts, at=at)
    kind = DiscrepancyKind.PICKED_UP_WHILE_HELD
    close_discrepancies(kind=kind, shipment_ids=[row.id], actor="system:dispatch", at=at)


@transaction.atomic
def cancel_shipment(*, reference: str, at: datetime) -> None:
    """Cancel a shipment that is not handed over yet (else ShipmentUnderWay). Idempotent. Announces
    ShipmentCancelled."""
    _scene, row = _lock(reference)
    if row.cancelled_at is not None:
        return
    if row.state != ShipmentState.BOOKED:
        raise ShipmentUnderWay
    turn = Turn(row)
    turn.state = turn.announced = ShipmentState.CANCELLED.value
    turn.say(ShipmentCancelled)
    save_turns([turn])
    execute("UPDATE dispatch_shipment SET cancelled_at = %s WHERE id = %s", [at, row.id])
    close_pickups([row.pickup_id], at=at)

"""What staff take for true although it contradicts what was announced."""

from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from logistics.dispatch.enums import DiscrepancyKind, ParcelState, ShipmentState
from logistics.dispatch.events import ShipmentDelivered
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations.queue import close_discrepancies
from logistics.dispatch.operations.scene import lock_by_ids
from logistics.dispatch.operations.turn import Turn, save_turns
from logistics.dispatch.refusals import NotDeliveredAfterAll, UnknownShipment

_OPEN: Final = frozenset({ShipmentState.REFUSED.value, ShipmentState.RETURNING.value})


@transaction.atomic
def accept_delivery(*, shipment_key: str, actor: str, at: datetime) -> None:
    """The recipient took the goods after a refusal that was announced: ShipmentDelivered is announced with
    the moment the carrier reported, the row of the queue closed; audited.

    Only while no end was announced: once goods are said to be back or lost, money has moved on that word
    (NotDeliveredAfterAll; what is owed then is a refund by hand). The carrier's log must say delivered."""
    shipment_id = Shipment.objects.filter(key=shipment_key).values_list("id", flat=True).first()
    if shipment_id is None:
        raise UnknownShipment
    scene = lock_by_ids([shipment_id])
    turn = Turn(scene.shipments[shipment_id])
    if turn.announced not in _OPEN or turn.state != ShipmentState.DELIVERED:
        raise NotDeliveredAfterAll
    before, turn.announced = turn.announced, ShipmentState.DELIVERED.value
    delivered = [box.state_since for box in scene.parcels if box.state == ParcelState.DELIVERED]
    turn.say(ShipmentDelivered, occurred_at=max(moment or at for moment in delivered).isoformat())
    save_turns([turn])
    kind = DiscrepancyKind.CONTRADICTING_END
    close_discrepancies(kind=kind, shipment_ids=[shipment_id], actor=actor, at=at)
    subject, data = f"shipment:{shipment_key}", {"announced": before}
    record(actor=actor, action="delivery.accepted", subject=subject, data=data, at=at)

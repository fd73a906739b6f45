"""Goods that went although the gate of their consignment was shut: that they went stays a fact."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.models import Parcel
from logistics.dispatch.operations.queue import Doubt, open_discrepancies
from logistics.paperwork.operations.gate import shut_among

GATE_SHUT: Final = "GATE_SHUT"
_ACTOR: Final = "system:dispatch"


def alarm_if_slipped(*, reference: str, occurred_at: str, at: datetime) -> None:
    """Ask the gate about a shipment that its carrier has taken; shut, each of its boxes is an incident for
    staff: what was told is kept, nothing is undone. 1 query for a shipment of no consignment."""
    if not shut_among(shipments=[reference], actor=_ACTOR, at=at):
        return
    boxes = Parcel.objects.filter(shipment__reference=reference).order_by("id")
    doubts = [_doubt(box, occurred_at) for box in boxes]
    _alarm(doubts, at=at)


@transaction.atomic
def _alarm(doubts: Sequence[Doubt], *, at: datetime) -> None:
    open_discrepancies(doubts, at=at)
    for doubt in doubts:
        subject = f"parcel:{doubt.subject}"
        record(actor=_ACTOR, action="parcel.picked_up_while_held", subject=subject, data=doubt.data, at=at)


def _doubt(box: Parcel, occurred_at: str) -> Doubt:
    data = {"tracking_code": box.tracking_code, "occurred_at": occurred_at, "because": GATE_SHUT}
    kind = DiscrepancyKind.PICKED_UP_WHILE_HELD
    return Doubt(kind, box.carrier_code, box.tracking_code, dict(data), box.shipment_id)

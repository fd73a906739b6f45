"""Shipments of which the carrier has some boxes and not the others."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kernel.errors import JSON
from logistics.dispatch.enums import WAITING, DiscrepancyKind, ShipmentState
from logistics.dispatch.models import Discrepancy, Parcel, Shipment
from logistics.dispatch.operations.queue import Doubt, open_discrepancies

MAY_LAST: Final = timedelta(hours=24)
_KIND: Final = DiscrepancyKind.PARTLY_HANDED_OVER


@transaction.atomic
def queue_split_shipments(*, at: datetime) -> int:
    """Daily: what is split for more than a day is for staff; the row is closed by itself once all boxes went
    or the shipment was cancelled. How many there are. A fixed number of statements.

    Such a shipment is announced as handed over only with its last box, so that nobody waits for goods that
    are still at the farm; and it can no longer be cancelled (release.py)."""
    rows = list(_split(at - MAY_LAST).prefetch_related("parcels").order_by("id"))
    open_discrepancies([_doubt(row) for row in rows], at=at)
    over = Discrepancy.objects.filter(kind=_KIND, resolved_at=None).exclude(shipment__in=rows)
    over.update(resolved_at=at, resolved_by="system:dispatch")
    return len(rows)


def _split(since: datetime) -> QuerySet[Shipment]:
    """Booked still, with a box that left before that and one that waits."""
    boxes = Parcel.objects.filter(shipment_id=OuterRef("id"))
    gone = boxes.exclude(state__in=WAITING).filter(state_since__lt=since)
    found = Shipment.objects.filter(state=ShipmentState.BOOKED, released=True, cancelled_at=None)
    return found.filter(Exists(gone), Exists(boxes.filter(state__in=WAITING)))


def _doubt(row: Shipment) -> Doubt:
    waiting = sorted(box.tracking_code for box in row.parcels.all() if box.state in WAITING)
    data: dict[str, JSON] = {"waiting": list(waiting), "boxes": len(row.parcels.all())}
    return Doubt(_KIND, row.carrier_code, row.reference, data, row.id)

"""A parcel's customs reference: of a declaration that is made elsewhere."""

from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from logistics.dispatch.models import Shipment
from logistics.dispatch.refusals import UnknownShipment


@transaction.atomic
def set_customs_reference(
    *, carrier_code: str, shipment_key: str, customs_reference: str, actor: str, at: datetime
) -> None:
    """A later one replaces an earlier one; both stand in the audit."""
    found = Shipment.objects.filter(carrier_code=carrier_code, key=shipment_key)
    if not found.update(customs_reference=customs_reference):
        raise UnknownShipment
    data = {"customs_reference": customs_reference}
    subject = f"shipment:{shipment_key}"
    record(actor=actor, action="shipment.customs", subject=subject, data=dict(data), at=at)

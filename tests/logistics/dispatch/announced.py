"""Reading what was announced."""

from kernel.outbox.models import EventRecord
from logistics.dispatch.models import Shipment


def said(shipment: Shipment) -> list[str]:
    """Names of the events of a shipment, by version."""
    rows = EventRecord.objects.filter(aggregate="shipment", aggregate_key=shipment.key)
    return list(rows.order_by("version").values_list("name", flat=True))


def data_of(shipment: Shipment, name: str) -> list[dict[str, object]]:
    rows = EventRecord.objects.filter(aggregate_key=shipment.key, name=name)
    return list(rows.order_by("version").values_list("data", flat=True))

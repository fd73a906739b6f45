"""An event of a shipment becomes one message, and one delivery for each endpoint that wants it."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Final

import orjson
from django.db import transaction

from kernel.errors import JSON
from logistics.dispatch.events import ShipmentEvent
from logistics.dispatch.models import Parcel, Shipment
from logistics.webhooks.enums import TYPE_OF_EVENT, EventType
from logistics.webhooks.models import Delivery, Endpoint, Message

_OURS: Final = {"aggregate_key", "version", "reference", "carrier_code"}


@transaction.atomic
def tell_carrier(*, event: ShipmentEvent, at: datetime) -> Message | None:
    """Write down what the shipment's carrier is to be told; None when it does not want to know, or when the
    event is none of its business (what it bills, our own reference). Telling it again changes nothing."""
    kind = TYPE_OF_EVENT.get(type(event).__name__)
    shipment = Shipment.objects.filter(key=event.aggregate_key).first() if kind else None
    if kind is None or shipment is None:
        return None
    wanted = wanting(carrier_code=shipment.carrier_code, kind=kind)
    if not wanted:
        return None
    return write_message(
        carrier_code=shipment.carrier_code,
        kind=kind,
        data=_data(event, shipment),
        endpoints=wanted,
        shipment_key=shipment.key,
        version=event.version,
        at=at,
    )


def tell_of(*, carrier_code: str, kind: EventType, data: dict[str, JSON], at: datetime) -> Message | None:
    """Write down something that is of no shipment, in the transaction in which it happened; None when the
    carrier does not want to know."""
    wanted = wanting(carrier_code=carrier_code, kind=kind)
    return (
        write_message(carrier_code=carrier_code, kind=kind, data=data, endpoints=wanted, at=at)
        if wanted
        else None
    )


def wanting(*, carrier_code: str, kind: EventType) -> list[Endpoint]:
    """The carrier's endpoints that are on and want this kind."""
    found = Endpoint.objects.filter(carrier_code=carrier_code, disabled_at=None).order_by("id")
    return [endpoint for endpoint in found if not endpoint.event_types or kind in endpoint.event_types]


def write_message(
    *,
    carrier_code: str,
    kind: EventType,
    data: dict[str, JSON],
    endpoints: Sequence[Endpoint],
    shipment_key: str = "",
    version: int = 0,
    at: datetime,
) -> Message:
    """The message's bytes are fixed here, once. The body is what Standard Webhooks recommends."""
    body = orjson.dumps({"type": kind.value, "timestamp": at, "data": data}, option=orjson.OPT_UTC_Z).decode()
    known = {"shipment_key": shipment_key, "version": version}
    fresh = {"carrier_code": carrier_code, "event_type": kind, "body": body, "created_at": at}
    if shipment_key:
        message, _is_new = Message.objects.get_or_create(**known, defaults=fresh)
    else:
        message = Message.objects.create(**known, **fresh)
    Delivery.objects.bulk_create(
        [
            Delivery(endpoint=endpoint, message=message, shipment_key=shipment_key, next_at=at, created_at=at)
            for endpoint in endpoints
        ],
        ignore_conflicts=True,
    )
    return message


def _data(event: ShipmentEvent, shipment: Shipment) -> dict[str, JSON]:
    """The event's own fields, and how the carrier calls the shipment."""
    parcels = Parcel.objects.filter(shipment=shipment).order_by("position")
    codes = list(parcels.values_list("tracking_code", flat=True))
    own = {field.name: getattr(event, field.name) for field in fields(event) if field.name not in _OURS}
    return {"shipment_key": shipment.key, "version": event.version, **own, "tracking_codes": codes}

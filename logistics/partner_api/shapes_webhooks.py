"""From rows of webhooks to what partners read."""

import orjson

from logistics.partner_api.schemas.webhooks import AttemptOut, DeliveryOut, EndpointOut
from logistics.webhooks.enums import DeliveryState, DisabledBecause, EventType
from logistics.webhooks.models import Delivery, Endpoint


def endpoint_out(row: Endpoint) -> EndpointOut:
    return EndpointOut(
        key=row.key,
        url=row.url,
        description=row.description,
        event_types=[EventType(kind) for kind in row.event_types],
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        disabled_because=DisabledBecause(row.disabled_because) if row.disabled_because else None,
        failing_since=row.failing_since,
        secret=None,
    )


def delivery_out(row: Delivery) -> DeliveryOut:
    return DeliveryOut(
        key=row.key,
        webhook_id=row.message.webhook_id,
        endpoint_key=row.endpoint.key,
        event_type=EventType(row.message.event_type),
        shipment_key=row.shipment_key,
        state=DeliveryState(row.state),
        is_replay=row.is_replay,
        created_at=row.created_at,
        next_at=row.next_at if row.state == DeliveryState.PENDING else None,
        done_at=row.done_at,
        message=orjson.loads(row.message.body),
        attempts=[
            AttemptOut(
                number=one.number,
                at=one.at,
                took_ms=one.took_ms,
                status=one.status,
                error=one.error,
                answer=one.answer,
            )
            for one in row.tries.all()
        ],
    )

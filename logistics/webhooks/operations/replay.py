"""Sending a message once more."""

from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from logistics.webhooks.models import Delivery
from logistics.webhooks.refusals import EndpointDisabled, UnknownDelivery


@transaction.atomic
def replay_delivery(*, carrier_code: str, key: str, actor: str, at: datetime) -> Delivery:
    """The same bytes under the same `webhook-id`, now, whatever became of it before: the receiver knows a
    repetition by the id. A replay that still waits is not doubled. Raises UnknownDelivery,
    EndpointDisabled."""
    found = Delivery.objects.select_related("endpoint", "message").select_for_update(of=("self",))
    delivery = found.filter(endpoint__carrier_code=carrier_code, key=key).first()
    if delivery is None:
        raise UnknownDelivery
    if delivery.endpoint.disabled_at:
        raise EndpointDisabled
    waiting = Delivery.objects.filter(
        endpoint=delivery.endpoint, message=delivery.message, state="pending", is_replay=True
    )
    if again := waiting.first():
        return again
    again = Delivery.objects.create(
        endpoint=delivery.endpoint,
        message=delivery.message,
        shipment_key=delivery.shipment_key,
        is_replay=True,
        next_at=at,
        created_at=at,
    )
    record(actor=actor, action="webhook.replayed", subject=f"webhook_delivery:{key}", at=at)
    return again

"""Endpoints: opened, closed, their secrets rotated."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.database import advisory_lock
from logistics.webhooks.addresses import check_url
from logistics.webhooks.enums import DeliveryState, DisabledBecause, EventType
from logistics.webhooks.models import Delivery, Endpoint, EndpointSecret
from logistics.webhooks.operations.tell import write_message
from logistics.webhooks.refusals import EndpointDisabled, TooManyEndpoints, UnknownEndpoint
from logistics.webhooks.signing import new_signing_secret

MOST: Final = 20
OVERLAP: Final = timedelta(hours=24)


@transaction.atomic
def create_endpoint(
    *,
    carrier_code: str,
    url: str,
    event_types: Sequence[EventType] = (),
    description: str = "",
    actor: str,
    at: datetime,
) -> tuple[Endpoint, str]:
    """A new endpoint and its first secret, which is shown only now. Raises UrlRefused, TooManyEndpoints."""
    advisory_lock(f"webhooks {carrier_code}")
    if Endpoint.objects.filter(carrier_code=carrier_code).count() >= MOST:
        raise TooManyEndpoints(limit=MOST)
    endpoint = Endpoint.objects.create(
        carrier_code=carrier_code,
        url=check_url(url),
        event_types=sorted(set(event_types)),
        description=description,
        created_at=at,
    )
    _write_down("webhook_endpoint.created", endpoint, actor=actor, at=at)
    return endpoint, _new_secret(endpoint, at=at)


@transaction.atomic
def rotate_signing_secret(
    *, carrier_code: str, key: str, overlap: timedelta = OVERLAP, actor: str, at: datetime
) -> tuple[Endpoint, str]:
    """A new secret beside the old one; both sign until the old one ends after `overlap`, so that the
    receiver can change over in peace."""
    endpoint = lock_endpoint(carrier_code=carrier_code, key=key)
    endpoint.secrets.filter(expires_at=None).update(expires_at=at + overlap)
    endpoint.secrets.filter(expires_at__lte=at).delete()
    _write_down("webhook_endpoint.rotated", endpoint, actor=actor, at=at)
    return endpoint, _new_secret(endpoint, at=at)


@transaction.atomic
def disable_endpoint(
    *,
    carrier_code: str,
    key: str,
    because: DisabledBecause = DisabledBecause.ASKED,
    actor: str,
    at: datetime,
) -> Endpoint:
    """Nothing more is sent to it; what waited is dropped and can be replayed later. Again changes nothing."""
    endpoint = lock_endpoint(carrier_code=carrier_code, key=key)
    if endpoint.disabled_at is None:
        endpoint.disabled_at, endpoint.disabled_because = at, because
        endpoint.save(update_fields=["disabled_at", "disabled_because"])
        waiting = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.PENDING)
        waiting.update(state=DeliveryState.DROPPED, done_at=at)
        _write_down("webhook_endpoint.disabled", endpoint, actor=actor, at=at)
    return endpoint


@transaction.atomic
def enable_endpoint(*, carrier_code: str, key: str, actor: str, at: datetime) -> Endpoint:
    """From now on it is told again; what it missed meanwhile is not sent by itself."""
    endpoint = lock_endpoint(carrier_code=carrier_code, key=key)
    if endpoint.disabled_at is not None:
        endpoint.disabled_at, endpoint.disabled_because = None, ""
        endpoint.failing_since = endpoint.paused_until = None
        endpoint.save()
        _write_down("webhook_endpoint.enabled", endpoint, actor=actor, at=at)
    return endpoint


@transaction.atomic
def send_test(*, carrier_code: str, key: str, at: datetime) -> Delivery:
    """A message that says nothing, to see whether it arrives and verifies. Raises EndpointDisabled."""
    endpoint = lock_endpoint(carrier_code=carrier_code, key=key)
    if endpoint.disabled_at:
        raise EndpointDisabled
    data = {"endpoint_key": endpoint.key}
    message = write_message(
        carrier_code=carrier_code, kind=EventType.TEST, data=dict(data), endpoints=[endpoint], at=at
    )
    return message.deliveries.get()


def lock_endpoint(*, carrier_code: str, key: str) -> Endpoint:
    """Raises UnknownEndpoint, for another carrier's too."""
    found = Endpoint.objects.select_for_update(no_key=True)
    endpoint = found.filter(carrier_code=carrier_code, key=key).first()
    if endpoint is None:
        raise UnknownEndpoint
    return endpoint


def _new_secret(endpoint: Endpoint, *, at: datetime) -> str:
    secret = new_signing_secret()
    EndpointSecret.objects.create(endpoint=endpoint, secret=secret, created_at=at)
    return secret


def _write_down(action: str, endpoint: Endpoint, *, actor: str, at: datetime) -> None:
    data = {"carrier": endpoint.carrier_code, "because": endpoint.disabled_because}
    record(actor=actor, action=action, subject=f"webhook_endpoint:{endpoint.key}", data=dict(data), at=at)

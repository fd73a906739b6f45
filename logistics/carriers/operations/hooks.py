"""Messages come in: proved, stored, answered; read later from the row."""

import hashlib
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db import transaction

from kernel.crypto import fingerprint
from kernel.outbox import announce
from logistics.carriers.accounts import adapter_of
from logistics.carriers.events import CarrierSpoke
from logistics.carriers.models import CarrierAccount, CarrierMessage
from logistics.carriers.protocol import Inbound
from logistics.carriers.trouble import NotFromCarrier

KEPT_HEADERS = ("content-type", "ems-transaction", "user-agent")


def store_message(
    *, carrier_code: str, secret: str, client: str, inbound: Inbound, at: datetime
) -> dict[str, Any]:
    """Store what a carrier sent to the address with this secret, once, and give back what it wants to hear.

    NotFromCarrier: no such address of this carrier, from a network that is not the carrier's, or its own
    proof is wrong. Nothing is stored then.
    """
    account = _account(carrier_code, secret)
    if account.hook_networks and not _is_within(client, account.hook_networks):
        raise NotFromCarrier("network")
    adapter = adapter_of(account)
    adapter.verify(inbound)
    keep(account, inbound, polled=False, at=at)
    return adapter.answer(inbound)


def _account(carrier_code: str, secret: str) -> CarrierAccount:
    found = CarrierAccount.objects.select_related("carrier").filter(
        carrier__code=carrier_code,
        hook_fingerprint=fingerprint(secret),
        environment=settings.CARRIER_ENVIRONMENT,
        active=True,
    )
    account = found.first()
    if account is None:
        raise NotFromCarrier("address")
    return account


def _is_within(client: str, networks: list[str]) -> bool:
    try:
        address = ip_address(client)
    except ValueError:
        return False
    return any(address in ip_network(network, strict=False) for network in networks)


@transaction.atomic
def keep(account: CarrierAccount, inbound: Inbound, *, polled: bool, at: datetime) -> bool:
    """Whether it is new. The same body, with the same number of the message where it has one, is stored
    once: a carrier that repeats itself, or somebody who replays, changes nothing.
    """
    number = inbound.headers.get("ems-transaction", "")
    digest = hashlib.sha256(number.encode() + b"\0" + inbound.body).hexdigest()
    query = {name: value for name, value in inbound.query.items() if name != "hash"}
    row = CarrierMessage(
        carrier_code=account.carrier.code,
        environment=account.environment,
        digest=digest,
        polled=polled,
        body=inbound.body.decode(errors="replace").replace("\0", ""),
        headers={name: inbound.headers[name] for name in KEPT_HEADERS if name in inbound.headers},
        query=query,
        received_at=at,
    )
    known = CarrierMessage.objects.filter(
        carrier_code=row.carrier_code, environment=row.environment, digest=digest
    )
    CarrierMessage.objects.bulk_create([row], ignore_conflicts=True)
    fresh = known.filter(key=row.key).exists()
    if fresh:
        announce(CarrierSpoke(aggregate_key=row.key, version=1, carrier_code=row.carrier_code))
    return fresh

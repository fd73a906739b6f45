"""Opening and changing an account with a carrier."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from kernel.audit.operations import record
from kernel.crypto import fingerprint
from kernel.ids import new_secret
from logistics.carriers.accounts import secrets_of
from logistics.carriers.breaker import forget_breakers
from logistics.carriers.enums import Environment
from logistics.carriers.models import Carrier, CarrierAccount
from logistics.carriers.refusals import AccountIncomplete, UnknownCarrier
from logistics.carriers.registry import ADAPTERS

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@transaction.atomic
def set_account(
    *,
    carrier_code: str,
    environment: str,
    base_url: str,
    secrets: Mapping[str, str],
    networks: Sequence[str] = (),
    actor: str,
    at: datetime,
    **options: Any,
) -> CarrierAccount:
    """Open it, or change it; secrets that are not given stay as they are. Audited, without the secrets.

    AccountIncomplete: a secret that the carrier needs is missing, an address is not https (our own machine
    and a sandbox aside), a network is none. `options`: vintage, repeats_safely, live_rates, active.
    """
    carrier = Carrier.objects.filter(code=carrier_code).first()
    if carrier is None or carrier_code not in ADAPTERS:
        raise UnknownCarrier(carrier=carrier_code)
    account = (
        CarrierAccount.objects.select_for_update().filter(carrier=carrier, environment=environment).first()
    )
    account = account or _new(carrier, environment)
    known = secrets_of(account) | {name: value for name, value in secrets.items() if value}
    check_account(carrier_code, environment, base_url, known, networks)
    account.base_url, account.secrets = base_url, json.dumps(known)
    account.hook_networks = list(networks)
    for name, value in options.items():
        setattr(account, name, value)
    account.save()
    forget_breakers()
    data = {"environment": environment, "base_url": base_url, "secrets": ", ".join(sorted(known))}
    record(actor=actor, action="carrier_account.set", subject=f"carrier:{carrier_code}", data=data, at=at)
    return account


def _new(carrier: Carrier, environment: str) -> CarrierAccount:
    secret = new_secret()
    return CarrierAccount(
        carrier=carrier, environment=environment, hook_secret=secret, hook_fingerprint=fingerprint(secret)
    )


def check_account(
    carrier_code: str, environment: str, base_url: str, secrets: Mapping[str, str], networks: Sequence[str]
) -> None:
    """A secret never leaves in the clear, except to our own machine and to a carrier's sandbox."""
    wrong = [name for name in ADAPTERS[carrier_code].secrets if not secrets.get(name)]
    address = urlsplit(base_url)
    open_road = address.scheme == "http" and (
        address.hostname in LOOPBACK or environment == Environment.SANDBOX
    )
    if not address.hostname or not (address.scheme == "https" or open_road):
        wrong.append(base_url)
    wrong += [network for network in networks if not _is_network(network)]
    if wrong:
        raise AccountIncomplete(what=", ".join(wrong))


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True

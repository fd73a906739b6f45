"""The demo's accounts with carriers: over HTTP with the small server of config/demo/fake_carrier.

Both sides are told of each other before either runs: the shop the address and the secrets, the server where
its messages go. What the trade of the demo has booked with these carriers and they have not fetched is
ordered there too, so that the shop calls somebody as soon as it is open. The work that waits for the first
household stays as it is: a visitor is to hand it over.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from config.demo.cast import FIRST_HOUSEHOLD, telephone
from config.demo.fake_carrier.books import SECRETS
from config.demo.fake_stripe.store import Store
from kernel.places.queries import communes_of, provinces
from logistics.carriers.card import recheck
from logistics.carriers.enums import Environment
from logistics.carriers.models import Carrier, CarrierAccount, PlaceId
from logistics.carriers.operations import set_account
from logistics.carriers.operations.accounts import LOOPBACK
from logistics.dispatch.enums import ShipmentState
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations.haul import want_at_carrier

CALLED = ("ghn", "ghtk", "viettelpost")
"""The others of the demo work by their people reading our lists."""
WANTS_NUMBERS = "viettelpost"
"""Names no commune by words: it has a number for each."""
ACTOR = "system:demo"


def open_accounts(*, url: str, state: Path, at: datetime) -> Sequence[str]:
    """Open, or lead to the server's new address; the carriers that are called. An account that somebody has
    opened with a real carrier is left alone.
    """
    known = {account.carrier.code: account for account in _accounts()}
    ours = [code for code in CALLED if code not in known or _is_here(known[code].base_url)]
    for code in ours:
        if code not in known:
            _open(code, f"{url}/{code}", at=at)
        elif known[code].base_url != f"{url}/{code}":
            _move(known[code], f"{url}/{code}", at=at)
    _tell_server(state, [account for account in _accounts() if account.carrier.code in ours])
    return ours


def _accounts() -> Sequence[CarrierAccount]:
    return list(
        CarrierAccount.objects.select_related("carrier").filter(
            environment=Environment.SANDBOX, carrier__code__in=CALLED
        )
    )


def _is_here(base_url: str) -> bool:
    return urlsplit(base_url).hostname in LOOPBACK


@transaction.atomic
def _open(code: str, base_url: str, *, at: datetime) -> None:
    set_account(
        carrier_code=code,
        environment=Environment.SANDBOX,
        base_url=base_url,
        secrets=SECRETS[code],
        networks=["127.0.0.0/8", "::1/128"],
        actor=ACTOR,
        at=at,
    )
    if code == WANTS_NUMBERS:
        _number_places(code)
    if settings.CARRIER_ENVIRONMENT == Environment.SANDBOX:
        _order_backlog(code, at=at)


def _move(account: CarrierAccount, base_url: str, *, at: datetime) -> None:
    set_account(
        carrier_code=account.carrier.code,
        environment=account.environment,
        base_url=base_url,
        secrets={},
        networks=account.hook_networks,
        actor=ACTOR,
        at=at,
    )


def _number_places(code: str) -> None:
    """Numbers of our own: the server takes any."""
    carrier = Carrier.objects.get(code=code)
    PlaceId.objects.bulk_create(
        [
            PlaceId(
                carrier=carrier,
                commune_code=place.code,
                province=str(int(place.province_code)),
                district=str(int(place.code) // 10),
                ward=str(int(place.code)),
                source="demo",
            )
            for province in provinces()
            for place in communes_of(province.code)
        ],
        ignore_conflicts=True,
    )


def _order_backlog(code: str, *, at: datetime) -> None:
    recheck()  # from here on this carrier is one that we call
    waiting = Shipment.objects.filter(
        carrier_code=code, state=ShipmentState.BOOKED, released=True, cancelled_at=None
    ).exclude(sender_telephone=telephone(FIRST_HOUSEHOLD))
    want_at_carrier(list(waiting.values_list("pk", flat=True)), at=at)


def _tell_server(state: Path, accounts: Sequence[CarrierAccount]) -> None:
    """Below the shop's address, which the server is told when it starts."""
    state.parent.mkdir(parents=True, exist_ok=True)
    hooks = {
        account.carrier.code: f"/carriers/{account.carrier.code}/{account.hook_secret}/events"
        for account in accounts
    }
    with closing(Store(state)) as store:
        store.turn("hooks", hooks)

"""From a carrier's code to somebody who can be spoken to: the account of the running environment."""

import json
from collections.abc import Iterable

from django.conf import settings

from logistics.carriers.models import CarrierAccount, PlaceId
from logistics.carriers.protocol import Adapter, Credentials, PlaceIds
from logistics.carriers.registry import ADAPTERS
from logistics.carriers.trouble import KeyRefused


def account_of(carrier_code: str) -> CarrierAccount | None:
    """The active account of the running environment, of a carrier that we can call."""
    if carrier_code not in ADAPTERS:
        return None
    found = CarrierAccount.objects.select_related("carrier")
    return found.filter(
        carrier__code=carrier_code, environment=settings.CARRIER_ENVIRONMENT, active=True
    ).first()


def adapter_of(account: CarrierAccount, *, communes: Iterable[str] = ()) -> Adapter:
    """`communes` are those whose numbers the call may need. KeyRefused when a secret is missing."""
    adapter = ADAPTERS[account.carrier.code]
    secrets = secrets_of(account)
    missing = [name for name in adapter.secrets if not secrets.get(name)]
    if missing:
        raise KeyRefused("SECRET_MISSING", ", ".join(missing))
    return adapter(
        Credentials(
            carrier_code=account.carrier.code,
            base_url=account.base_url.rstrip("/"),
            secrets=secrets,
            vintage=account.vintage,
            places=_places(account, list(communes)),
        )
    )


def secrets_of(account: CarrierAccount) -> dict[str, str]:
    return dict(json.loads(account.secrets or "{}"))


def _places(account: CarrierAccount, communes: list[str]) -> dict[str, PlaceIds]:
    if not communes:
        return {}
    rows = PlaceId.objects.filter(carrier=account.carrier_id, commune_code__in=communes)
    return {
        row.commune_code: PlaceIds(province=row.province, district=row.district, ward=row.ward)
        for row in rows
    }

"""Where a yard lies."""

from datetime import datetime, time
from math import isnan
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.errors import Invalid
from kernel.places.queries import commune, distance_km
from logistics.rounds.enums import SpotSource
from logistics.rounds.models import Yard
from logistics.rounds.refusals import SpotOutside
from logistics.rounds.values import Spot

FARTHEST_KM: Final = 40  # from the middle: no commune of 2025 is larger


@transaction.atomic
def place_yard(
    *,
    commune_code: str,
    address: str,
    spot: Spot,
    source: SpotSource,
    earliest: time | None = None,
    latest: time | None = None,
    actor: str,
    at: datetime,
) -> Yard:
    """The yard of the sender whose shipments carry this address. What a household says stands; a courier's
    word fills in only where no household has spoken. Raises SpotOutside."""
    place = commune(commune_code)
    away = distance_km(place, place._replace(latitude=spot.latitude, longitude=spot.longitude))
    if isnan(away) or away > FARTHEST_KM:
        raise SpotOutside(field="spot", km=0 if isnan(away) else round(away))
    if earliest and latest and latest <= earliest:
        raise Invalid(field="latest")
    known = Yard.objects.select_for_update().filter(commune_code=commune_code, address=address).first()
    if known and known.source == SpotSource.HOUSEHOLD and source == SpotSource.COURIER:
        return known
    told = {
        "latitude": spot.latitude,
        "longitude": spot.longitude,
        "source": source,
        "earliest": earliest,
        "latest": latest,
        "set_at": at,
        "set_by": actor,
    }
    yard, _is_new = Yard.objects.update_or_create(commune_code=commune_code, address=address, defaults=told)
    record(actor=actor, action="yard.placed", subject=f"commune:{commune_code}", at=at)
    return yard

"""How long parcels really took: the measure that freshness is judged by, once enough of them arrived."""

from collections.abc import Iterable
from datetime import datetime
from math import ceil
from typing import NamedTuple

from django.db import transaction

from kernel.places.queries import commune
from logistics.carriers.card import card
from logistics.carriers.models import Service, TransitTime

SHARE = 0.95


class Travelled(NamedTuple):
    """One parcel that arrived, and the hours from its hand-over to the door."""

    service_code: str
    sender_commune: str
    recipient_commune: str
    hours: float


@transaction.atomic
def measure_times(*, travelled: Iterable[Travelled], at: datetime) -> int:
    """Replace the measures of all services by those of these parcels; how many there are. Few parcels make a
    row too, so that staff see it grow; quotes use it from card.ENOUGH_SAMPLES on.
    """
    hours: dict[tuple[str, str], list[float]] = {}
    for one in travelled:
        sender, recipient = commune(one.sender_commune), commune(one.recipient_commune)
        zone, _highland = card().zone_between(
            (sender.code, sender.province_code), (recipient.code, recipient.province_code)
        )
        hours.setdefault((one.service_code, zone), []).append(one.hours)
    services = {service.code: service for service in Service.objects.filter(code__in={c for c, _z in hours})}
    TransitTime.objects.all().delete()
    rows = [
        TransitTime(
            service=services[code],
            zone=zone,
            p95_hours=percentile(found),
            samples=len(found),
            measured_at=at,
        )
        for (code, zone), found in sorted(hours.items())
        if code in services
    ]
    TransitTime.objects.bulk_create(rows)
    return len(rows)


def percentile(hours: list[float]) -> int:
    """The nearest rank, in whole hours begun."""
    ordered = sorted(hours)
    return ceil(max(0.0, ordered[ceil(SHARE * len(ordered)) - 1]))

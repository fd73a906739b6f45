"""What our own tracking says about the time of the road."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from kernel.database import fetch
from logistics.carriers.operations import Travelled, measure_times
from logistics.carriers.sandbox import PREFIX as SANDBOX

WITHIN: Final = timedelta(days=90)
MOST: Final = 200_000

_ARRIVED = """
    SELECT s.service_code, s.sender_commune_code, s.recipient_commune_code,
           EXTRACT(EPOCH FROM p.state_since - p.first_event_at)::float8 / 3600
    FROM dispatch_parcel p JOIN dispatch_shipment s ON s.id = p.shipment_id
    WHERE p.state = 'delivered' AND s.recipient_country = 'VN'
      AND p.state_since > %s AND p.first_event_at IS NOT NULL
      AND NOT starts_with(s.carrier_code, %s) -- a sandbox borrows the service's name, not its road
      AND s.pickup_failures = 0 -- the first event is then the hand-over, not a courier who came in vain
    ORDER BY p.id DESC LIMIT %s
"""


def measure_transit(*, at: datetime) -> int:
    """Nightly: measure the services by the newest parcels of the last 90 days; how many rows there are."""
    return measure_times(travelled=_travelled(at), at=at)


def _travelled(at: datetime) -> Iterator[Travelled]:
    for row in fetch(_ARRIVED, [at - WITHIN, SANDBOX, MOST]):
        yield Travelled(*row)

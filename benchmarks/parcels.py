"""The parcels whose events are measured: booked by SQL, many at once, for a carrier that is nobody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import call_command

from kernel.clock import now
from kernel.database import execute, fetch
from logistics.carriers.models import Carrier
from logistics.carriers.sandbox import open_sandbox_carrier
from logistics.dispatch.operations.partitions import make_partitions
from logistics.partner_api.enums import Scope
from logistics.partner_api.operations import create_client, issue_token

STEPS = (
    "picked_up",
    "in_transit",
    "in_transit",
    "at_delivery_office",
    "out_for_delivery",
    "delivery_failed",
    "cod_collected",
    "delivered",
)
CASH_DONG = 100_000

_PICKUPS = """
INSERT INTO dispatch_pickup (key, carrier_code, office_code, commune_code, day, window_start, window_end, state, taken_by)
SELECT %(stem)s || lpad(n::text, 12, '0'), %(carrier)s, 'bench', lpad((n %% 99999)::text, 5, '0'), %(day)s::date, '07:30',
       '17:00', 'done', ''
FROM generate_series(1, %(count)s / 200 + 1) n
"""
_SHIPMENTS = """
INSERT INTO dispatch_shipment
    (key, reference, booking_hash, carrier_code, service_code, pickup_id, sender_name, sender_telephone,
     sender_commune_code, sender_address, recipient_name, recipient_telephone, recipient_commune_code,
     recipient_address, cod_dong, declared_dong, gross_g, billed_dong, chilled, on_undelivered, released, booked_at,
     promised_on, state, attempts, pickup_failures, announced, version)
SELECT %(stem)s || lpad(n::text, 12, '0'), %(stem)s || n, '', %(carrier)s, 'vnpost:fast', p.id, 'Nguyễn Thị Huệ',
       '+84900000001', '10813', 'Thôn Thúy Lâm, đội 3', 'Trần Đặng Tường Vỹ', '+84900000002', '00166',
       '12 ngõ 34 Nguyễn Khánh Toàn', CASE WHEN n %% 2 = 0 THEN %(cash)s ELSE 0 END, 150000, 5200, 30000, false,
       'return', true, %(at)s, %(day)s::date, 'booked', 0, 0, '', 1
FROM generate_series(1, %(count)s) n
JOIN dispatch_pickup p ON p.key = %(stem)s || lpad((n / 200 + 1)::text, 12, '0')
"""
_PARCELS = """
INSERT INTO dispatch_parcel
    (key, shipment_id, carrier_code, tracking_code, handover_code, position, gross_g, length_mm, width_mm, height_mm,
     state, attempts, reason)
SELECT s.key, s.id, s.carrier_code, 'NNZ' || lpad(s.id::text, 12, '0'), '00000', 1, 5200, 300, 200, 150, 'booked', 0, ''
FROM dispatch_shipment s WHERE s.carrier_code = %(carrier)s
"""
_CASH = """
INSERT INTO dispatch_codcollection (shipment_id, carrier_code, office_code, due_dong, state, accepted_by)
SELECT id, carrier_code, 'bench', cod_dong, 'to_collect', '' FROM dispatch_shipment
WHERE carrier_code = %(carrier)s AND cod_dong > 0
"""
_STORED = """
INSERT INTO dispatch_trackingevent
    (carrier_code, dedupe_key, occurred_at, parcel_id, tracking_code, code, actor, received_at)
SELECT 'bench', md5(n::text), %(start)s + (%(span)s * ((n * 7919::bigint) %% 1000003) / 1000003.0),
       -(n / 8 + 1), 'NNZ' || lpad((n / 8)::text, 12, '0'), 'in_transit', 'carrier:bench', %(start)s
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Parcels:
    """One carrier's parcels: tracking codes, and for each whether there is cash to collect."""

    carrier_code: str
    token: str
    codes: list[str]
    with_cash: list[bool]


def prepare() -> None:
    """Migrations and tariffs; nothing the second time."""
    call_command("migrate", verbosity=0, interactive=False)
    if not Carrier.objects.exists():
        for command in ("load_places", "load_commodities", "load_carriers"):
            call_command(command, verbosity=0)
    make_partitions(at=now())


def book(count: int) -> Parcels:
    """A new carrier with so many parcels, booked two days ago, half of them with cash."""
    at = now()
    carrier = open_sandbox_carrier(name="bench")
    values = {
        "stem": f"{carrier}-"[:14],
        "carrier": carrier,
        "count": count,
        "cash": CASH_DONG,
        "at": at - timedelta(days=2),
        "day": at.date(),
    }
    for sql in (_PICKUPS, _SHIPMENTS, _PARCELS, _CASH):
        execute(sql, values)
    for table in ("dispatch_shipment", "dispatch_parcel", "dispatch_codcollection"):
        execute(f"ANALYZE {table}")
    client = create_client(
        carrier_code=carrier,
        name="bench",
        scopes=list(Scope),
        requests_per_minute=10**9,
        actor="system:bench",
        at=at,
    ).client
    rows = fetch(
        "SELECT p.tracking_code, s.cod_dong > 0 FROM dispatch_parcel p JOIN dispatch_shipment s ON s.id = p.shipment_id"
        " WHERE p.carrier_code = %s ORDER BY md5(p.tracking_code)",
        [carrier],
    )
    token = issue_token(client=client, scopes=list(Scope), at=at)
    return Parcels(carrier, token, [code for code, _cash in rows], [cash for _code, cash in rows])


def store(count: int) -> None:
    """Fill this month's partition up to so many events of parcels of long ago."""
    start = _month_of(now())
    there = fetch("SELECT count(*) FROM dispatch_trackingevent WHERE carrier_code = 'bench'")[0][0]
    for first in range(there + 1, count + 1, 500_000):
        last = min(first + 499_999, count)
        execute(_STORED, {"start": start, "span": now() - start, "first": first, "last": last})
        print(f"  {last:,} events stored", flush=True)
    execute("VACUUM ANALYZE dispatch_trackingevent")


def _month_of(moment: datetime) -> datetime:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)

"""The hand-over of many parcels in one list: what was scanned is compared with what was to be there."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import orjson
from django.db import transaction

from kernel.database import advisory_lock, array, fetch
from logistics.dispatch.enums import WAITING, DiscrepancyKind, EventCode, ScanResult, ShipmentState
from logistics.dispatch.models import Manifest, ManifestLine, Parcel, Pickup
from logistics.dispatch.operations.intake import MOST_EVENTS, record_events
from logistics.dispatch.operations.queue import Doubt, open_discrepancies
from logistics.dispatch.refusals import ManifestReused, ScanTimeWrong, TooManyItems, UnknownPickup
from logistics.dispatch.values import IncomingEvent
from logistics.paperwork.operations.gate import shut_among

OLDEST_SCAN: Final = timedelta(days=7)
NEWEST_SCAN: Final = timedelta(hours=1)
_TAKEN: Final = (ScanResult.HANDED_OVER, ScanResult.UNEXPECTED)
_FACTS = """
    SELECT p.tracking_code, p.state, s.pickup_id, s.released, s.cancelled_at IS NOT NULL, s.reference
    FROM dispatch_parcel p JOIN dispatch_shipment s ON s.id = p.shipment_id
    WHERE p.carrier_code = %s AND p.tracking_code = ANY(%s::varchar[])
"""


@transaction.atomic
def record_manifest(
    *,
    carrier_code: str,
    reference: str,
    pickup_key: str = "",
    tracking_codes: Sequence[str],
    scanned_at: datetime,
    actor: str,
    at: datetime,
) -> Manifest:
    """Keep the list, take over what may be taken (a picked_up event each), and name every difference:
    missing, unexpected, already handed over, held, cancelled, unknown. Differences open one row of the staff
    queue.

    Idempotent on (carrier, reference); other scans under it raise ManifestReused. Without a pickup nothing is
    expected, so nothing is missing."""
    _check(tracking_codes, scanned_at, at=at)
    digest = hashlib.sha256(orjson.dumps([pickup_key, *tracking_codes])).hexdigest()
    advisory_lock(f"dispatch.manifest:{carrier_code}:{reference}")
    known = Manifest.objects.filter(carrier_code=carrier_code, reference=reference).first()
    if known is not None:
        if known.scans_hash != digest:
            raise ManifestReused(field="reference", reference=reference)
        return known
    manifest = Manifest.objects.create(
        carrier_code=carrier_code,
        reference=reference,
        scans_hash=digest,
        pickup=_pickup(carrier_code, pickup_key) if pickup_key else None,
        scanned_at=scanned_at,
        received_at=at,
    )
    lines = _compare(manifest, tracking_codes, actor=actor, at=at)
    ManifestLine.objects.bulk_create(lines)
    _take_over(manifest, lines, actor=actor, at=at)
    _tell_staff(manifest, lines, at=at)
    return manifest


def _check(tracking_codes: Sequence[str], scanned_at: datetime, *, at: datetime) -> None:
    if len(tracking_codes) > MOST_EVENTS:
        raise TooManyItems(limit=MOST_EVENTS)
    if not at - OLDEST_SCAN <= scanned_at <= at + NEWEST_SCAN:
        raise ScanTimeWrong(field="scanned_at")


def _pickup(carrier_code: str, key: str) -> Pickup:
    found = Pickup.objects.filter(carrier_code=carrier_code, key=key).first()
    if found is None:
        raise UnknownPickup(field="pickup_key")
    return found


def _compare(
    manifest: Manifest, tracking_codes: Sequence[str], *, actor: str, at: datetime
) -> list[ManifestLine]:
    """The scans in their order, then what is missing."""
    verdicts = _verdicts(manifest, tracking_codes, actor=actor, at=at)
    results: list[tuple[str, ScanResult]] = []
    seen: set[str] = set()
    for code in tracking_codes:
        again = code in seen
        results.append((code, ScanResult.ALREADY if again else verdicts.get(code, ScanResult.UNKNOWN)))
        seen.add(code)
    results += [(code, ScanResult.MISSING) for code in _expected(manifest) if code not in seen]
    return [
        ManifestLine(manifest=manifest, position=position, tracking_code=code, result=result)
        for position, (code, result) in enumerate(results, start=1)
    ]


def _verdicts(
    manifest: Manifest, tracking_codes: Sequence[str], *, actor: str, at: datetime
) -> dict[str, ScanResult]:
    """Of the codes that there are. What would be taken and belongs to an export consignment is asked for at
    its gate: `released` alone does not tell of a clearance that ran out since it was asked last."""
    rows = fetch(_FACTS, [manifest.carrier_code, array(tracking_codes)])
    verdicts = {code: _judge(fact, manifest.pickup_id) for code, *fact, _reference in rows}
    going = {code: reference for code, *_fact, reference in rows if verdicts[code] in _TAKEN}
    shut = shut_among(shipments=set(going.values()), actor=actor, at=at)
    return verdicts | {code: ScanResult.HELD for code, reference in going.items() if reference in shut}


def _judge(fact: Sequence[object], pickup_id: int | None) -> ScanResult:
    state, its_pickup, released, cancelled = fact
    if cancelled:
        return ScanResult.CANCELLED
    if not released:
        return ScanResult.HELD
    if state not in WAITING:
        return ScanResult.ALREADY
    return ScanResult.HANDED_OVER if pickup_id in (None, its_pickup) else ScanResult.UNEXPECTED


def _expected(manifest: Manifest) -> list[str]:
    if manifest.pickup_id is None:
        return []
    live = Parcel.objects.filter(
        shipment__pickup_id=manifest.pickup_id, shipment__state=ShipmentState.BOOKED, state__in=WAITING
    )
    return list(live.filter(shipment__released=True).order_by("id").values_list("tracking_code", flat=True))


def _take_over(manifest: Manifest, lines: Sequence[ManifestLine], *, actor: str, at: datetime) -> None:
    events = [
        IncomingEvent(
            tracking_code=line.tracking_code,
            code=EventCode.PICKED_UP,
            occurred_at=manifest.scanned_at,
            dedupe_key=f"manifest:{manifest.reference}:{line.tracking_code}",
        )
        for line in lines
        if line.result in _TAKEN
    ]
    if events:
        record_events(carrier_code=manifest.carrier_code, events=events, actor=actor, at=at)


def _tell_staff(manifest: Manifest, lines: Sequence[ManifestLine], *, at: datetime) -> None:
    counts: dict[str, int] = {}
    for line in lines:
        if line.result != ScanResult.HANDED_OVER:
            counts[line.result] = counts.get(line.result, 0) + 1
    if counts:
        kind = DiscrepancyKind.HANDOVER_DIFFERS
        open_discrepancies([Doubt(kind, manifest.carrier_code, manifest.key, dict(counts))], at=at)

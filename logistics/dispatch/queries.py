"""What pages and partners read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from kernel.clock import PEOPLE_ZONE
from logistics.carriers.sandbox import PREFIX as SANDBOX
from logistics.dispatch.codes import tidy_code
from logistics.dispatch.enums import (
    OPEN_PICKUPS,
    CashState,
    EventCode,
    LineState,
    ParcelState,
    Reason,
    ShipmentState,
)
from logistics.dispatch.files import read_picture
from logistics.dispatch.models import (
    CarrierClaim,
    CarrierClaimPhoto,
    CodCollection,
    CodRemittance,
    CodRemittanceLine,
    Discrepancy,
    Manifest,
    Parcel,
    Pickup,
    Shipment,
    TrackingEvent,
)
from logistics.dispatch.refusals import (
    UnknownClaim,
    UnknownManifest,
    UnknownParcel,
    UnknownPickup,
    UnknownRemittance,
    UnknownShipment,
)
from logistics.dispatch.standing import Report, counts
from logistics.dispatch.values import LineResult, RemittanceResult

_STILL_HERE: Final = frozenset({"booked", EventCode.PICKUP_FAILED.value, EventCode.COD_COLLECTED.value})


@dataclass(frozen=True, kw_only=True)
class TrackingStep:
    """One line of the tracking page, oldest first."""

    tracking_code: str
    position: int
    boxes: int  # how many the shipment has
    code: str  # enums.EventCode, or "booked"
    label: str
    reason: str
    note: str
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashLine:
    reference: str
    tracking_code: str
    recipient_name: str
    due_dong: int
    collected_dong: int | None
    state: str
    collected_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CashOfDay:
    """`due_dong` of all lines, `collected_dong` what was reported, `remitted_dong` what was handed in of
    it."""

    lines: list[CashLine]
    due_dong: int
    collected_dong: int
    remitted_dong: int


def tracking(*, reference: str) -> list[TrackingStep]:
    """The steps of a shipment, from the booking on; empty when nothing was booked under the reference."""
    shipment = Shipment.objects.filter(reference=reference).first()
    if shipment is None:
        return []
    parcels = list(shipment.parcels.order_by("position"))
    by_id = {parcel.id: parcel for parcel in parcels}
    booked = TrackingStep(
        tracking_code=parcels[0].tracking_code,
        position=1,
        boxes=len(parcels),
        code="booked",
        label=str(ShipmentState.BOOKED.label),
        reason="",
        note="",
        occurred_at=shipment.booked_at,
    )
    events = _events_of(parcels) if shipment.released else []
    return [
        booked,
        *(
            _step(event, by_id[event.parcel_id or 0], boxes=len(parcels))
            for event in events
            if _counts(event, shipment)
        ),
    ]


def partly_gone(steps: Sequence[TrackingStep]) -> tuple[int, int] | None:
    """(boxes that the carrier has, all boxes) while it has some of them and not all; what `tracking` told."""
    taken = {step.tracking_code for step in steps if step.code not in _STILL_HERE}
    return (len(taken), steps[0].boxes) if steps and 0 < len(taken) < steps[0].boxes else None


def _events_of(parcels: Sequence[Parcel]) -> list[TrackingEvent]:
    """The events of these parcels in the carrier's order, from the partitions they can be in."""
    times = [at for parcel in parcels for at in (parcel.first_event_at, parcel.last_event_at) if at]
    if not times:
        return []
    found = TrackingEvent.objects.filter(
        parcel_id__in=[parcel.id for parcel in parcels],
        occurred_at__gte=min(times),
        occurred_at__lte=max(times),
    )
    return list(found.order_by("occurred_at", "dedupe_key"))


def _counts(event: TrackingEvent, shipment: Shipment) -> bool:
    report = Report(event.occurred_at, event.code, event.dedupe_key, event.received_at)
    return counts(report, booked_at=shipment.booked_at)


def _step(event: TrackingEvent, parcel: Parcel, *, boxes: int) -> TrackingStep:
    known = event.reason in Reason.values
    return TrackingStep(
        tracking_code=parcel.tracking_code,
        position=parcel.position,
        boxes=boxes,
        code=event.code,
        label=str(EventCode(event.code).label),
        reason=str(Reason(event.reason).label) if known else "",
        note=event.note,
        occurred_at=event.occurred_at,
    )


def pickups(*, carrier_code: str) -> QuerySet[Pickup]:
    """A carrier's pickups that somebody waits for or has waited for, with live shipments, parcels and
    goods."""
    live = Shipment.objects.exclude(state=ShipmentState.CANCELLED).order_by("id")
    live = live.prefetch_related(Prefetch("parcels", Parcel.objects.order_by("position")), "goods")
    some = live.order_by().filter(pickup_id=OuterRef("id"))
    found = Pickup.objects.filter(Exists(some), carrier_code=carrier_code)
    return found.prefetch_related(Prefetch("shipments", live))


def shipments(*, carrier_code: str) -> QuerySet[Shipment]:
    """A carrier's shipments with parcels and goods."""
    found = Shipment.objects.filter(carrier_code=carrier_code)
    return found.prefetch_related(Prefetch("parcels", Parcel.objects.order_by("position")), "goods")


def shipment_by_key(*, carrier_code: str, key: str) -> Shipment:
    """Raises UnknownShipment, for another carrier's too."""
    found = shipments(carrier_code=carrier_code).filter(key=key).first()
    if found is None:
        raise UnknownShipment
    return found


def parcels(*, carrier_code: str) -> QuerySet[Parcel]:
    """A carrier's parcels with their shipments."""
    return Parcel.objects.filter(carrier_code=carrier_code).select_related("shipment")


def events_between(*, carrier_code: str, since: datetime, until: datetime) -> QuerySet[TrackingEvent]:
    """All that the carrier reported of that span, whether it counts or not, from its partitions alone."""
    return TrackingEvent.objects.filter(
        carrier_code=carrier_code, occurred_at__gte=since, occurred_at__lt=until
    )


def manifests(*, carrier_code: str) -> QuerySet[Manifest]:
    return Manifest.objects.filter(carrier_code=carrier_code)


def manifest_by_key(*, carrier_code: str, key: str) -> Manifest:
    """With its lines. Raises UnknownManifest, for another carrier's too."""
    found = manifests(carrier_code=carrier_code).prefetch_related("lines").filter(key=key).first()
    if found is None:
        raise UnknownManifest
    return found


def claims(*, carrier_code: str) -> QuerySet[CarrierClaim]:
    """What we claim from the carrier, with shipment and photos."""
    found = CarrierClaim.objects.filter(carrier_code=carrier_code)
    return found.select_related("shipment").prefetch_related("photos")


def claim_by_key(*, carrier_code: str, key: str) -> CarrierClaim:
    """Raises UnknownClaim, for another carrier's too."""
    found = claims(carrier_code=carrier_code).filter(key=key).first()
    if found is None:
        raise UnknownClaim
    return found


def claim_photo(*, carrier_code: str, key: str, position: int) -> tuple[bytes, str]:
    """A photo and its media type. Raises UnknownClaim when there is none."""
    photos = CarrierClaimPhoto.objects.filter(claim__carrier_code=carrier_code, claim__key=key)
    found = photos.filter(position=position).first()
    if found is None:
        raise UnknownClaim
    return read_picture(found.name), "image/png" if found.name.endswith("png") else "image/jpeg"


def pickups_of_day(*, carrier_code: str, day: date, commune_code: str = "") -> list[Pickup]:
    """The day's pickups with their live shipments, parcels and goods prefetched
    (`pickup.shipments.all()`)."""
    found = pickups(carrier_code=carrier_code).filter(day=day)
    if commune_code:
        found = found.filter(commune_code=commune_code)
    return list(found.order_by("commune_code", "id"))


def offices_with_pickups(*, from_on: date, most: int = 60) -> list[str]:
    """Offices, of any carrier, to whose communes somebody has to go on this day or later."""
    found = Pickup.objects.filter(day__gte=from_on, done_at=None, shipments__isnull=False)
    return list(found.order_by("office_code").values_list("office_code", flat=True).distinct()[:most])


def pickup_by_key(*, carrier_code: str, key: str, commune_code: str = "") -> Pickup:
    """One pickup of the carrier (and of the commune, where one is named), as pickups_of_day has it. Raises
    UnknownPickup for another's."""
    mine = Q(commune_code=commune_code) if commune_code else Q()
    found = pickups(carrier_code=carrier_code).filter(mine, key=key).first()
    if found is None:
        raise UnknownPickup
    return found


def parcel_by_code(*, carrier_code: str, code: str, commune_code: str = "") -> Parcel:
    """By tracking code (scanned or typed, spaces and case do not matter) or by the short hand-over code
    of a box that waits in an open pickup of the commune. A commune's office knows the boxes that begin or end
    there and no others. Raises UnknownParcel."""
    tidied = tidy_code(code)
    waiting = Q(
        handover_code=tidied,
        state__in=(ParcelState.BOOKED, ParcelState.PICKUP_FAILED),
        shipment__cancelled_at=None,
    )
    tracked = Q(tracking_code=tidied)
    if commune_code:
        begins = Q(shipment__sender_commune_code=commune_code)
        waiting &= begins
        tracked &= begins | Q(shipment__recipient_commune_code=commune_code)
    open_pickup = waiting & Q(shipment__pickup__state__in=OPEN_PICKUPS)
    found = Parcel.objects.filter(carrier_code=carrier_code).filter(tracked | open_pickup)
    parcels = list(found.select_related("shipment__pickup").order_by("id")[:2])
    if len(parcels) != 1:
        raise UnknownParcel
    return parcels[0]


def reference_of(*, tracking_code: str) -> str:
    """What the booker called the shipment of a box; "" where there is none."""
    found = Parcel.objects.filter(tracking_code=tracking_code).values_list("shipment__reference", flat=True)
    return found.first() or ""


def parcel_by_tracking_code(*, carrier_code: str, tracking_code: str) -> Parcel:
    """Raises UnknownParcel, for another carrier's too."""
    found = Parcel.objects.select_related("shipment").filter(carrier_code=carrier_code)
    parcel = found.filter(tracking_code=tracking_code).first()
    if parcel is None:
        raise UnknownParcel
    return parcel


def remittance(*, carrier_code: str, reference: str) -> RemittanceResult:
    """How the lines of a carrier's list stand now. Raises UnknownRemittance."""
    found = CodRemittance.objects.filter(carrier_code=carrier_code, reference=reference).first()
    if found is None:
        raise UnknownRemittance
    return remittance_result(found)


def live_doubts() -> QuerySet[Discrepancy]:
    """The staff queue: what is doubtful in a sandbox is nobody's work."""
    return Discrepancy.objects.exclude(carrier_code__startswith=SANDBOX)


def open_doubts() -> QuerySet[Discrepancy]:
    """Those that wait for somebody."""
    return live_doubts().filter(resolved_at=None)


def remittances(*, carrier_code: str) -> QuerySet[CodRemittance]:
    """A carrier's lists of cash, each with how many lines it has (line_count) and how many are settled
    (matched_count)."""
    matched = Count("lines", filter=Q(lines__state=LineState.MATCHED))
    found = CodRemittance.objects.filter(carrier_code=carrier_code)
    return found.annotate(line_count=Count("lines"), matched_count=matched)


def remittance_lines(*, carrier_code: str, reference: str) -> QuerySet[CodRemittanceLine]:
    """The lines of a carrier's list with their shipments. Raises UnknownRemittance."""
    found = CodRemittance.objects.filter(carrier_code=carrier_code, reference=reference).first()
    if found is None:
        raise UnknownRemittance
    return found.lines.select_related("shipment")


def remittance_result(found: CodRemittance) -> RemittanceResult:
    rows = found.lines.select_related("shipment").order_by("position")
    return RemittanceResult(
        key=found.key,
        reference=found.reference,
        amount_dong=found.amount_dong,
        fee_dong=found.fee_dong,
        lines=[
            LineResult(
                position=line.position,
                tracking_code=line.tracking_code,
                state=line.state,
                amount_dong=line.amount_dong,
                expected_dong=line.shipment.cod_dong if line.shipment else None,
            )
            for line in rows
        ],
    )


def events_of_parcel(parcel: Parcel) -> list[TrackingEvent]:
    """All that is in the log about a parcel, in the carrier's order, whether it counts or not."""
    return _events_of([parcel])


def cash_of_day(*, carrier_code: str, day: date, office_code: str = "") -> CashOfDay:
    """Cash collected on the local day, and cash that should have been: of parcels delivered that day."""
    start = datetime.combine(day, time(), PEOPLE_ZONE)
    end = start + timedelta(days=1)
    collected = Q(collected_at__gte=start, collected_at__lt=end)
    owed = Q(
        state=CashState.TO_COLLECT,
        shipment__state=ShipmentState.DELIVERED,
        shipment__parcels__state_since__gte=start,
        shipment__parcels__state_since__lt=end,
    )
    found = CodCollection.objects.filter(carrier_code=carrier_code).filter(collected | owed)
    if office_code:
        found = found.filter(office_code=office_code)
    rows = found.distinct().select_related("shipment").prefetch_related("shipment__parcels").order_by("id")
    lines = [_cash_line(row) for row in rows]
    return CashOfDay(
        lines=lines,
        due_dong=sum(line.due_dong for line in lines),
        collected_dong=sum(line.collected_dong or 0 for line in lines),
        remitted_dong=sum(line.collected_dong or 0 for line in lines if line.state == CashState.REMITTED),
    )


def _cash_line(row: CodCollection) -> CashLine:
    first = min(row.shipment.parcels.all(), key=lambda parcel: parcel.position)
    return CashLine(
        reference=row.shipment.reference,
        tracking_code=first.tracking_code,
        recipient_name=row.shipment.recipient_name,
        due_dong=row.due_dong,
        collected_dong=row.collected_dong,
        state=row.state,
        collected_at=row.collected_at,
    )


def handover_codes(*, references: Sequence[str]) -> dict[str, list[str]]:
    """The short codes to write on the boxes of these shipments, by reference; one statement."""
    codes: dict[str, list[str]] = {reference: [] for reference in references}
    if not codes:
        return codes
    parcels = Parcel.objects.filter(shipment__reference__in=codes).order_by("shipment_id", "position")
    for reference, code in parcels.values_list("shipment__reference", "handover_code"):
        codes[reference].append(code)
    return codes

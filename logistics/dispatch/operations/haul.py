"""Parcels of carriers that we call: what is ordered there, and what the carrier's news mean for us."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.money import spread
from logistics.carriers.enums import Alarm, Step
from logistics.carriers.operations import News, read_message, want_bookings, withdraw_bookings
from logistics.carriers.protocol import Content, Order
from logistics.carriers.protocol import Party as CarrierParty
from logistics.carriers.queries import is_called
from logistics.dispatch.enums import DiscrepancyKind, EventCode, OnUndelivered
from logistics.dispatch.models import Parcel, Shipment
from logistics.dispatch.operations.intake import MOST_EVENTS, record_events
from logistics.dispatch.operations.queue import Doubt, close_discrepancies, open_discrepancies
from logistics.dispatch.values import IncomingEvent

BY_ITSELF: Final = "system:dispatch"
EVENT_OF: Final = {
    Step.PICKUP_FAILED: EventCode.PICKUP_FAILED,
    Step.PICKED_UP: EventCode.PICKED_UP,
    Step.IN_TRANSIT: EventCode.IN_TRANSIT,
    Step.CUSTOMS_HOLD: EventCode.IN_TRANSIT,
    Step.AT_DELIVERY_OFFICE: EventCode.AT_DELIVERY_OFFICE,
    Step.READY_FOR_COLLECTION: EventCode.AT_DELIVERY_OFFICE,
    Step.OUT_FOR_DELIVERY: EventCode.OUT_FOR_DELIVERY,
    Step.DELIVERY_FAILED: EventCode.DELIVERY_FAILED,
    Step.DELIVERED: EventCode.DELIVERED,
    Step.RETURNING: EventCode.RETURNING,
    Step.RETURNED: EventCode.RETURNED,
    Step.DAMAGED: EventCode.DAMAGED,
    Step.LOST: EventCode.LOST,
}
SILENT: Final = frozenset({Step.CREATED, Step.PICKUP_ASSIGNED, Step.ON_HOLD, Step.NOTED, Step.COD_REMITTED})
"""Steps that move nothing and that nobody must see."""
ALARMING: Final = {Step.CANCELLED: Alarm.CANCELLED, Step.EXCEPTION: Alarm.EXCEPTION}
SETTLED_BY_A_BOOKING: Final = (
    DiscrepancyKind.CARRIER_IN_DOUBT,
    DiscrepancyKind.CARRIER_NO_ANSWER,
    DiscrepancyKind.CARRIER_KEY_REFUSED,
    DiscrepancyKind.CARRIER_REFUSED,
)


def want_at_carrier(shipment_ids: Iterable[int], *, at: datetime) -> None:
    """Order these shipments' boxes where their carriers are called; in the transaction that booked or
    released them. Each box is an order of its own; its tracking code is our number there.
    """
    found = Shipment.objects.filter(id__in=list(shipment_ids)).select_related("pickup")
    for shipment in found.prefetch_related("parcels", "goods"):
        if is_called(shipment.carrier_code):
            want_bookings(carrier_code=shipment.carrier_code, orders=_orders(shipment), at=at)


def _orders(shipment: Shipment) -> list[Order]:
    """Goods and their value are spread over the boxes by weight; the cash is collected with the first."""
    boxes = sorted(shipment.parcels.all(), key=lambda box: box.position)
    weights = [box.gross_g for box in boxes]
    goods = [
        (line, spread(line.net_g, weights), spread(line.value_dong, weights)) for line in shipment.goods.all()
    ]
    declared = spread(shipment.declared_dong, weights)
    return [
        Order(
            reference=box.tracking_code,
            service_code=shipment.service_code,
            sender=_sender(shipment),
            recipient=_recipient(shipment),
            goods=[
                Content(
                    name=line.description,
                    net_g=nets[place],
                    value_dong=values[place],
                    hs_code=line.hs_code,
                    origin_country=line.origin_country,
                    pieces=line.pieces or 1,
                )
                for line, nets, values in goods
            ],
            gross_g=box.gross_g,
            length_mm=box.length_mm,
            width_mm=box.width_mm,
            height_mm=box.height_mm,
            cod_dong=shipment.cod_dong if place == 0 else 0,
            declared_dong=declared[place],
            chilled=shipment.chilled,
            return_undelivered=shipment.on_undelivered == OnUndelivered.RETURN,
            pickup_on=shipment.pickup.day,
        )
        for place, box in enumerate(boxes)
    ]


def _sender(shipment: Shipment) -> CarrierParty:
    return CarrierParty(
        name=shipment.sender_name,
        telephone=shipment.sender_telephone,
        commune_code=shipment.sender_commune_code,
        address=shipment.sender_address,
    )


def _recipient(shipment: Shipment) -> CarrierParty:
    return CarrierParty(
        name=shipment.recipient_name,
        telephone=shipment.recipient_telephone,
        commune_code=shipment.recipient_commune_code,
        address=shipment.recipient_address,
        country=shipment.recipient_country,
        city=shipment.recipient_city,
        postal_code=shipment.recipient_postal_code,
    )


def withdraw_at_carrier(*, reference: str, at: datetime) -> None:
    """A shipment was cancelled: its boxes need no carrier any more."""
    codes = Parcel.objects.filter(shipment__reference=reference).values_list("tracking_code", flat=True)
    withdraw_bookings(references=list(codes), at=at)


@transaction.atomic
def take_message(*, carrier_code: str, key: str, at: datetime) -> None:
    """A carrier's stored message goes through the one door for events. Twice is once."""
    news = read_message(key=key, at=at)
    boxes = _boxes(news)
    events = [event for one in news for event in _events(carrier_code, one, boxes.get(one.reference))]
    for start in range(0, len(events), MOST_EVENTS):
        record_events(carrier_code=carrier_code, events=events[start : start + MOST_EVENTS], at=at)
    open_discrepancies(_doubts(carrier_code, news, boxes), at=at)


def _boxes(news: Sequence[News]) -> dict[str, Parcel]:
    codes = {one.reference for one in news if one.reference}
    found = Parcel.objects.filter(tracking_code__in=codes).select_related("shipment") if codes else ()
    return {box.tracking_code: box for box in found}


def _events(carrier_code: str, one: News, box: Parcel | None) -> list[IncomingEvent]:
    """Provisional codes move nothing. A code that we do not know keeps its own name, with the carrier's in
    front, so that it is never taken for one of ours. Money is with the carrier when the box is delivered:
    the amount it names, else what was due.
    """
    step = one.meaning.step
    if one.meaning.provisional or step in SILENT or step in ALARMING:
        return []
    code = EVENT_OF.get(step) or f"{carrier_code}:{one.scan.code}"[:40]
    events = [_event(carrier_code, one, code)]
    if step == Step.DELIVERED and box is not None and box.position == 1 and box.shipment.cod_dong:
        said = one.scan.collected_dong
        amount = box.shipment.cod_dong if said is None else said
        events.insert(0, _event(carrier_code, one, EventCode.COD_COLLECTED, amount))
    return events


def _event(carrier_code: str, one: News, code: str, amount_dong: int | None = None) -> IncomingEvent:
    scan = one.scan
    number = one.reference or scan.waybill or scan.reference
    when = int(scan.occurred_at.timestamp()) if scan.timed else "-"
    cash = "cash:" if amount_dong is not None else ""
    return IncomingEvent(
        tracking_code=number[:40],
        code=code,
        occurred_at=scan.occurred_at,
        dedupe_key=f"{cash}{carrier_code}:{scan.code[:20]}:{number[:40]}:{when}",
        reason=one.reason,
        note=". ".join(part for part in (scan.words, scan.place) if part)[:500],
        amount_dong=amount_dong,
    )


def _doubts(carrier_code: str, news: Sequence[News], boxes: dict[str, Parcel]) -> list[Doubt]:
    """The carrier has cancelled, or something is odd. That we cancelled it ourselves is no news."""
    found = []
    for one in news:
        kind, box = ALARMING.get(one.meaning.step), boxes.get(one.reference)
        if kind is None or box is None or one.meaning.provisional or box.shipment.cancelled_at:
            continue
        data = {"code": one.scan.code, "words": one.scan.words, "waybill": one.scan.waybill}
        found.append(
            Doubt(DiscrepancyKind(kind.value), carrier_code, one.reference, dict(data), box.shipment_id)
        )
    return found


def alarm_about(*, carrier_code: str, kind: str, reference: str, words: str, at: datetime) -> None:
    """Something is wrong with a parcel at its carrier: it goes to the staff queue."""
    box = Parcel.objects.filter(tracking_code=reference).first()
    subject = carrier_code if kind == Alarm.KEY_REFUSED else reference
    doubt = Doubt(
        DiscrepancyKind(kind), carrier_code, subject, {"words": words, "reference": reference},
        box.shipment_id if box else None,
    )  # fmt: skip
    open_discrepancies([doubt], at=at)


def settle_doubts(*, reference: str, at: datetime) -> None:
    """The carrier has it after all."""
    box = Parcel.objects.filter(tracking_code=reference).first()
    if box is None:
        return
    for kind in SETTLED_BY_A_BOOKING:
        close_discrepancies(kind=kind, shipment_ids=[box.shipment_id], actor=BY_ITSELF, at=at)

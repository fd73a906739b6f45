"""Booking: from plain values to a shipment with codes, a pickup and a price."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

import orjson
from django.db import transaction

from kernel.clock import PEOPLE_ZONE
from kernel.database import advisory_lock
from kernel.errors import Invalid
from kernel.outbox import announce
from logistics.carriers import quotes
from logistics.carriers.queries import is_called, office_for, service
from logistics.dispatch.codes import new_handover_code, new_tracking_code
from logistics.dispatch.events import ShipmentBooked
from logistics.dispatch.models import CodCollection, DeclaredGoods, Parcel, Pickup, Shipment
from logistics.dispatch.operations.haul import want_at_carrier
from logistics.dispatch.operations.pickups import (
    WINDOW,
    Visit,
    close_pickups,
    lock_and_join,
    pickup_day,
)
from logistics.dispatch.operations.release import lock_to_withdraw, withdraw
from logistics.dispatch.operations.scene import ShipmentRow
from logistics.dispatch.refusals import BookingRefused, BookingReused
from logistics.dispatch.values import Booked, BoxSpec, GoodsSpec, Party

ABROAD = ("country", "city", "postal_code")
"""What only a recipient has: we send from Viet Nam."""


@transaction.atomic
def book_shipment(
    *,
    reference: str,
    service_code: str,
    sender: Party,
    recipient: Party,
    boxes: Sequence[BoxSpec],
    goods: Sequence[GoodsSpec],
    cod_dong: int,
    on_undelivered: str,
    released: bool,
    ready_on: date,
    instead_of: str = "",
    carrier_code: str = "",
    at: datetime,
) -> Booked:
    """Book once per `reference`, however often and however concurrently it is called.

    The same reference with other content raises BookingReused (`released` and `ready_on` may differ: they
    change with time). Bill and promised day are the rate card's at the true gross weight; a service that
    cannot carry it raises BookingRefused. `released=False` holds the goods back until release_shipments.
    Announces ShipmentBooked. The shipment joins the open pickup of its carrier, commune and day (the next
    day after the service's cut-off hour).

    `instead_of` is the reference of a booking that this one replaces: it is cancelled, unless the carrier
    has it (ShipmentUnderWay). `carrier_code` is given for a sandbox, which borrows the service's card.
    Abroad nothing is collected (Invalid), and the carrier is asked at once even for what is held back: its
    number stands on the customs declaration without which it may not leave."""
    _refuse_impossible(boxes, recipient, cod_dong=cod_dong)
    digest = _digest(
        service=service_code,
        parties=[asdict(sender), asdict(recipient)],
        boxes=[asdict(box) for box in boxes],
        goods=[asdict(line) for line in goods],
        cod=cod_dong,
        on_undelivered=on_undelivered,
    )
    advisory_lock(f"dispatch.book:{reference}")
    known = Shipment.objects.filter(reference=reference).select_related("pickup").first()
    if known is not None:
        return _booked_before(known, digest)
    old = lock_to_withdraw([instead_of]) if instead_of else []
    shipment = Shipment(
        reference=reference,
        booking_hash=digest,
        service_code=service_code,
        cod_dong=cod_dong,
        on_undelivered=on_undelivered,
        released=released,
        carrier_code=carrier_code,
        booked_at=at,
        gross_g=sum(box.gross_g for box in boxes),
        declared_dong=sum(line.value_dong for line in goods),
        **_fields_of("sender", sender),
        **_fields_of("recipient", recipient),
    )
    _price(shipment, left=[row.pickup_id for row in old], ready_on=ready_on, at=at)
    booked = _write(shipment, boxes, goods)
    _leave(old, at=at)
    return booked


def _refuse_impossible(boxes: Sequence[BoxSpec], recipient: Party, *, cod_dong: int) -> None:
    if not boxes:
        raise Invalid(field="boxes")
    if recipient.country != "VN" and cod_dong:
        raise Invalid(field="cod_dong")


def _leave(old: Sequence[ShipmentRow], *, at: datetime) -> None:
    """After the new shipment is written, which may wait in the same pickup."""
    if old:
        withdraw(old, at=at)
        close_pickups([row.pickup_id for row in old], at=at)


def _digest(**content: object) -> str:
    """Of what must be the same when a reference is booked again."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _fields_of(side: str, party: Party) -> dict[str, str]:
    return {
        f"{side}_{name}": value
        for name, value in asdict(party).items()
        if side == "recipient" or name not in ABROAD
    }


def _booked_before(shipment: Shipment, digest: str) -> Booked:
    if shipment.booking_hash != digest:
        raise BookingReused(reference=shipment.reference)
    return _booked(shipment, list(shipment.parcels.order_by("position")))


def _booked(shipment: Shipment, parcels: Sequence[Parcel]) -> Booked:
    return Booked(
        shipment_key=shipment.key,
        tracking_codes=[parcel.tracking_code for parcel in parcels],
        handover_codes=[parcel.handover_code for parcel in parcels],
        billed_dong=shipment.billed_dong,
        promised_on=shipment.promised_on,
        pickup_on=shipment.pickup.day,
    )


def _price(shipment: Shipment, *, left: Sequence[int], ready_on: date, at: datetime) -> None:
    """Ask the rate card at the true weight, and take a place in a pickup; those that are `left` for it are
    locked with it."""
    info = service(shipment.service_code)
    day = pickup_day(ready_on=ready_on, cut_off_hour=info.cut_off_hour, at=at)
    opens_at = datetime.combine(day, WINDOW[0], PEOPLE_ZONE)
    offer = _offer(shipment, at=max(at, opens_at))
    if offer.refused:
        raise BookingRefused(refused=offer.refused, reason=offer.reason)
    shipment.carrier_code = shipment.carrier_code or info.carrier_code
    shipment.billed_dong = offer.price_dong
    shipment.chilled = info.temperature == "chilled"
    shipment.promised_on = offer.arrives_on
    visit = Visit(day, shipment.carrier_code, shipment.sender_commune_code)
    shipment.pickup = Pickup.objects.get(id=lock_and_join(left, {visit})[visit])


def _offer(shipment: Shipment, *, at: datetime) -> quotes.Offer:
    if shipment.is_abroad:
        return quotes.offer_abroad(
            service_code=shipment.service_code,
            country=shipment.recipient_country,
            gross_g=shipment.gross_g,
            at=at,
        )
    return quotes.offer_of(
        service_code=shipment.service_code,
        sender_commune=shipment.sender_commune_code,
        recipient_commune=shipment.recipient_commune_code,
        gross_g=shipment.gross_g,
        cod_dong=shipment.cod_dong,
        at=at,
    )


def _write(shipment: Shipment, boxes: Sequence[BoxSpec], goods: Sequence[GoodsSpec]) -> Booked:
    shipment.version, shipment.delivery_code = 1, new_handover_code()
    shipment.save()
    parcels = Parcel.objects.bulk_create(_parcels(shipment, boxes))
    DeclaredGoods.objects.bulk_create(DeclaredGoods(shipment=shipment, **asdict(line)) for line in goods)
    if shipment.cod_dong:
        office = office_for(shipment.carrier_code, shipment.recipient_commune_code)
        CodCollection.objects.create(
            shipment=shipment,
            carrier_code=shipment.carrier_code,
            office_code=office.code,
            due_dong=shipment.cod_dong,
        )
    announce(
        ShipmentBooked(
            aggregate_key=shipment.key,
            version=shipment.version,
            reference=shipment.reference,
            carrier_code=shipment.carrier_code,
            tracking_codes=[parcel.tracking_code for parcel in parcels],
            promised_on=shipment.promised_on.isoformat(),
        )
    )
    if (shipment.released or shipment.is_abroad) and is_called(shipment.carrier_code):
        want_at_carrier([shipment.id], at=shipment.booked_at)
    return _booked(shipment, parcels)


def _parcels(shipment: Shipment, boxes: Sequence[BoxSpec]) -> list[Parcel]:
    """The pickup's row is locked since join_pickup, so the short codes of its boxes cannot clash with another
    booking's."""
    waiting = Parcel.objects.filter(shipment__pickup_id=shipment.pickup_id)
    used = set(waiting.values_list("handover_code", flat=True))
    parcels = []
    for position, box in enumerate(boxes, start=1):
        code = next(code for code in iter(new_handover_code, None) if code not in used)
        used.add(code)
        parcels.append(
            Parcel(
                shipment=shipment,
                carrier_code=shipment.carrier_code,
                tracking_code=new_tracking_code(shipment.carrier_code),
                handover_code=code,
                position=position,
                **asdict(box),
            )
        )
    return parcels

"""Shipments as the booker asks for them (with a rate card loaded), and as rows (without)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from logistics.dispatch.codes import new_handover_code, new_tracking_code
from logistics.dispatch.models import CodCollection, Parcel, Pickup, Shipment
from logistics.dispatch.operations import book_shipment, record_events
from logistics.dispatch.values import Booked, BoxSpec, GoodsSpec, IncomingEvent, ItemResult, Party

NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)  # nine in the morning in Viet Nam
TODAY = date(2026, 6, 10)
A_WEEK_LATER = NOW + timedelta(days=7)
FARM = "10813"  # Xã Thanh Hà, Hải Phòng
TOWN = "00166"  # Phường Cầu Giấy, Hà Nội
FARMER = Party(
    name="Nguyễn Thị Huệ", telephone="+84900000001", commune_code=FARM, address="Thôn Thúy Lâm, đội 3"
)
BUYER = Party(
    name="Trần Đặng Tường Vỹ",
    telephone="+84900000002",
    commune_code=TOWN,
    address="12 ngõ 34 Nguyễn Khánh Toàn",
)
BOX = BoxSpec(gross_g=5200, length_mm=300, width_mm=200, height_mm=150)
LYCHEE = GoodsSpec(
    description="Vải thiều",
    commodity_code="vai-thieu",
    net_g=5000,
    value_dong=150_000,
    lot_reference="lot:abc",
)


def book(reference: str = "order:a#1", *, boxes: int | list[BoxSpec] = 1, **changes: Any) -> Booked:
    """Book five kilograms of lychee with VNPost's fast service; `changes` to book_shipment's arguments."""
    request: dict[str, Any] = {
        "service_code": "vnpost:fast",
        "sender": FARMER,
        "recipient": BUYER,
        "boxes": [BOX] * boxes if isinstance(boxes, int) else boxes,
        "goods": [LYCHEE],
        "cod_dong": 0,
        "on_undelivered": "return",
        "released": True,
        "ready_on": TODAY,
        "at": NOW,
    }
    return book_shipment(reference=reference, **(request | changes))


class PickupFactory(DjangoModelFactory[Pickup]):
    class Meta:
        model = Pickup
        django_get_or_create = ("carrier_code", "commune_code", "day")

    carrier_code = "vnpost"
    office_code = "vnpost-10813"
    commune_code = FARM
    day = TODAY
    window_start = time(7, 30)
    window_end = time(17)


class ShipmentFactory(DjangoModelFactory[Shipment]):
    """A booked row with one box (`boxes=2` for more), and its cash row when `cod_dong` is given."""

    class Meta:
        model = Shipment
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"order:{n}#1")
    booking_hash = "x" * 64
    carrier_code = "vnpost"
    service_code = "vnpost:fast"
    pickup = factory.SubFactory(PickupFactory, carrier_code=factory.SelfAttribute("..carrier_code"))
    sender_name = FARMER.name
    sender_telephone = FARMER.telephone
    sender_commune_code = FARM
    sender_address = FARMER.address
    recipient_name = BUYER.name
    recipient_telephone = BUYER.telephone
    recipient_commune_code = TOWN
    recipient_address = BUYER.address
    cod_dong = 0
    declared_dong = 150_000
    gross_g = 5200
    billed_dong = 30_000
    chilled = False
    on_undelivered = "return"
    released = True
    booked_at = NOW
    promised_on = date(2026, 6, 12)
    version = 1

    @factory.post_generation
    def boxes(self: Any, _create: bool, extracted: int | None, **_rest: Any) -> None:
        for position in range(1, (extracted or 1) + 1):
            ParcelFactory(shipment=self, carrier_code=self.carrier_code, position=position)
        if self.cod_dong:
            CodCollection.objects.create(
                shipment=self, carrier_code=self.carrier_code, office_code=f"{self.carrier_code}-{TOWN}",
                due_dong=self.cod_dong,
            )  # fmt: skip


class ParcelFactory(DjangoModelFactory[Parcel]):
    class Meta:
        model = Parcel

    carrier_code = "vnpost"
    tracking_code = factory.LazyAttribute(lambda parcel: new_tracking_code(parcel.carrier_code))
    handover_code = factory.LazyFunction(new_handover_code)
    gross_g = 5200
    length_mm = 300
    width_mm = 200
    height_mm = 150


def code_of(shipment: Shipment, position: int = 1) -> str:
    return shipment.parcels.get(position=position).tracking_code


def event(tracking_code: str, code: str, hours: float = 1, **rest: Any) -> IncomingEvent:
    """An event so many hours after the booking; its dedupe key says what and when."""
    rest.setdefault("dedupe_key", f"{tracking_code}:{code}:{hours}")
    return IncomingEvent(
        tracking_code=tracking_code, code=code, occurred_at=NOW + timedelta(hours=hours), **rest
    )


def tell(
    *events: IncomingEvent, carrier_code: str = "vnpost", at: datetime | None = None
) -> list[ItemResult]:
    """Record them, received a week after the booking."""
    return record_events(carrier_code=carrier_code, events=events, at=at or NOW + timedelta(days=7))

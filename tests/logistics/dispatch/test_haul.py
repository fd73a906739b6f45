"""Shipments of a carrier that we call: ordered there, moved by what it says, withdrawn with the shipment."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from config.demo.fake_carrier.books import BOOKS, SECRETS
from kernel.clock import local_day, now
from kernel.outbox.models import Delivery
from kernel.outbox.testing import run_relay
from logistics.carriers import calling, keys
from logistics.carriers.models import CarrierAccount, CarrierBooking
from logistics.carriers.operations import call_carrier
from logistics.dispatch.models import CodCollection, Discrepancy, Parcel, Shipment, TrackingEvent
from logistics.dispatch.operations import cancel_shipments, label_pdf, parcel_label_pdf, release_shipments
from logistics.dispatch.values import BoxSpec
from tests.factories.dispatch import BOX, NOW, book
from tests.logistics.dispatch.announced import said
from tests.support.carrier import Fake, open_accounts, running

BY = {"actor": "test", "at": NOW}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
LATER = timedelta(minutes=20)
STORY = {
    "ghn": ("picked", "transporting", "delivering", "delivery_fail", "delivering", "delivered"),
    "ghtk": ("12", "3", "4", "10", "4", "5"),
    "viettelpost": ("105", "300", "500", "506", "550", "501"),
    "vnpost": ("6", "10", "12", "15", "12", "14"),
}


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setattr(calling, "PAUSES", (0.01, 0.02))
    keys._kept.clear()
    with running(tmp_path) as there:
        yield there


SERVICES = {
    "ghn": "ghn:standard", "ghtk": "ghtk:fresh", "viettelpost": "viettelpost:fast", "vnpost": "vnpost:fast",
}  # fmt: skip


def booked(fake: Fake, carrier: str = "ghn", **changes: Any) -> Shipment:
    open_accounts(fake, carrier)
    given = {"service_code": SERVICES[carrier], "at": now(), "ready_on": local_day(now())} | changes
    book(**given)
    return Shipment.objects.get()


def relay() -> None:
    """Orders know nothing of these shipments and fail; what logistics hears, it takes in."""
    run_relay(strict=False)
    assert not Delivery.objects.filter(handler__startswith="logistics.").exists()


def work(carrier: str = "ghn", after: timedelta = timedelta()) -> None:
    """The worker's round, then the relay's."""
    at = now() + after
    call_carrier(carrier_code=carrier, at=at, clock=lambda: at)
    relay()


def hear(fake: Fake, carrier: str) -> None:
    """What the fake would send, taken in by the address of the account."""
    account = CarrierAccount.objects.get(carrier__code=carrier)
    path = f"/carriers/{carrier}/{account.hook_secret}/events"
    sent = _sent(fake, carrier)
    if carrier != "vnpost":  # which gives no times, so that the order of arrival is all there is
        sent.sort(key=lambda message: message["body"])
    for message in sent:
        query = {"QUERY_STRING": message["query"]} if message["query"] else {}
        kind = message["headers"]["Content-Type"]
        transaction = {"HTTP_EMS_TRANSACTION": message["headers"].get("ems-transaction", "")}
        answer = Client().post(path, data=message["body"], content_type=kind, **query, **transaction)
        assert answer.status_code == 200
    relay()


def _sent(fake: Fake, carrier: str) -> list[dict[str, Any]]:
    found = []
    for order in fake.orders(carrier):
        steps = order["history"]
        for place, step in enumerate(steps):
            so_far = {**order, "history": steps[: place + 1]}
            message = BOOKS[carrier].message(so_far, step["status"])
            found.append({"body": message.body, "headers": message.headers, "query": message.query})
    return found


def queue() -> list[str]:
    return sorted(Discrepancy.objects.filter(resolved_at=None).values_list("kind", flat=True))


def test_without_an_account_booking_stays_our_own(fake: Fake) -> None:
    book(service_code="ghn:standard")
    assert CarrierBooking.objects.count() == 0


def test_each_box_is_an_order_of_its_own_and_the_cash_is_collected_with_the_first(fake: Fake) -> None:
    shipment = booked(fake, boxes=2, cod_dong=350_001)
    work()
    orders = {order["reference"]: order for order in fake.orders("ghn")}
    boxes = list(shipment.parcels.order_by("position"))
    assert set(orders) == {box.tracking_code for box in boxes}
    assert [orders[box.tracking_code]["cod"] for box in boxes] == [350_001, 0]
    assert [orders[box.tracking_code]["weight"] for box in boxes] == [5_200, 5_200]
    assert {row.state for row in CarrierBooking.objects.all()} == {"booked"}


@pytest.mark.parametrize("carrier", STORY)
def test_the_carriers_story_moves_the_parcel_to_its_end_once(fake: Fake, carrier: str) -> None:
    shipment = booked(fake, carrier, cod_dong=350_000)
    work(carrier)
    fake.move(carrier, CarrierBooking.objects.get().waybill, *STORY[carrier])
    hear(fake, carrier)
    hear(fake, carrier)
    shipment.refresh_from_db()
    assert (shipment.state, shipment.attempts) == ("delivered", 1)
    assert said(shipment).count("ShipmentDelivered") == 1
    assert CodCollection.objects.get().collected_dong == 350_000
    assert queue() == []


def test_held_goods_are_ordered_when_they_are_released(fake: Fake) -> None:
    shipment = booked(fake, released=False)
    work()
    assert fake.orders() == []
    release_shipments(references=[shipment.reference], at=now())
    release_shipments(references=[shipment.reference], at=now())
    work()
    assert len(fake.orders("ghn")) == 1


def test_a_cancelled_shipment_is_cancelled_at_the_carrier(fake: Fake) -> None:
    shipment = booked(fake)
    work()
    cancel_shipments(references=[shipment.reference], at=now())
    relay()
    work()
    [order] = fake.orders("ghn")
    assert order["status"] == "cancel"
    hear(fake, "ghn")
    assert queue() == []  # that they cancelled is no news: we asked for it


def test_that_the_carrier_cancels_by_itself_is_for_staff(fake: Fake) -> None:
    booked(fake)
    work()
    fake.move("ghn", CarrierBooking.objects.get().waybill, "cancel")
    hear(fake, "ghn")
    assert queue() == ["carrier_cancelled"]
    assert Shipment.objects.get().state == "booked"


def test_an_unknown_code_is_kept_under_the_carriers_name_and_alarmed(fake: Fake) -> None:
    booked(fake)
    work()
    fake.move("ghn", CarrierBooking.objects.get().waybill, "refused")  # a word of ours, not of theirs
    hear(fake, "ghn")
    row = Discrepancy.objects.get(resolved_at=None)
    assert (row.kind, row.subject) == ("unknown_event_code", "ghn:refused")
    assert TrackingEvent.objects.get(code="ghn:refused").tracking_code == Parcel.objects.get().tracking_code
    assert Shipment.objects.get().state == "booked"


def test_what_the_courier_says_moves_nothing_until_the_carrier_confirms_it(fake: Fake) -> None:
    shipment = booked(fake, "ghtk")
    work("ghtk")
    waybill = CarrierBooking.objects.get().waybill
    fake.move("ghtk", waybill, "3", "4", "45")
    hear(fake, "ghtk")
    shipment.refresh_from_db()
    assert shipment.state == "out_for_delivery"
    fake.move("ghtk", waybill, "5")
    hear(fake, "ghtk")
    shipment.refresh_from_db()
    assert shipment.state == "delivered"


def test_a_refusal_of_the_carrier_waits_for_staff_and_the_shipment_stays(fake: Fake) -> None:
    booked(fake, cod_dong=0, boxes=[BoxSpec(gross_g=5_200, length_mm=1, width_mm=1, height_mm=1)])
    fake.turn(
        fail=[
            {"path": "create", "times": 1, "status": 422},
            {"path": "client-code", "times": 1, "status": 404},
        ]
    )
    work()
    assert queue() == ["carrier_refused"]
    assert Shipment.objects.get().state == "booked"


def test_what_was_in_doubt_is_settled_when_the_carrier_speaks(fake: Fake) -> None:
    booked(fake, "viettelpost")
    fake.turn(lose=[{"path": "createOrder", "times": 1}])
    work("viettelpost")
    work("viettelpost", LATER)
    assert queue() == ["carrier_in_doubt"]
    hear(fake, "viettelpost")
    assert queue() == []
    assert CarrierBooking.objects.get().state == "booked"


def test_a_message_that_cannot_be_read_is_for_staff(fake: Fake) -> None:
    open_accounts(fake, "ghn")
    account = CarrierAccount.objects.get()
    path = f"/carriers/ghn/{account.hook_secret}/events"
    Client().post(path, data="{", content_type="application/json")
    relay()
    assert queue() == ["carrier_unreadable"]


def test_money_of_another_amount_is_a_variance(fake: Fake) -> None:
    booked(fake, cod_dong=350_000)
    work()
    account = CarrierAccount.objects.get()
    body = {
        "Type": "switch_status", "Status": "delivered", "ShopID": int(SECRETS["ghn"]["shop_id"]),
        "OrderCode": CarrierBooking.objects.get().waybill, "Time": now().isoformat(), "CODAmount": 300_000,
    }  # fmt: skip
    path = f"/carriers/ghn/{account.hook_secret}/events"
    Client().post(path, data=json.dumps(body), content_type="application/json")
    relay()
    assert "cash_variance" in queue()


def pages(pdf: bytes, tmp_path: Path) -> list[str]:
    path = tmp_path / "label.pdf"
    path.write_bytes(pdf)
    return [page.extract_text() for page in PdfReader(path).pages]


def test_the_carriers_label_takes_the_place_of_ours(fake: Fake, tmp_path: Path) -> None:
    shipment = booked(fake, boxes=2)
    ours = pages(label_pdf(reference=shipment.reference, **BY), tmp_path)
    work()
    work("ghn", LATER)
    theirs = pages(label_pdf(reference=shipment.reference, **BY), tmp_path)
    waybills = CarrierBooking.objects.order_by("id").values_list("waybill", flat=True)
    assert len(ours) == len(theirs) == 2
    assert all(
        "demo label" in page and waybill in page for page, waybill in zip(theirs, waybills, strict=True)
    )
    code = shipment.parcels.get(position=2).tracking_code
    [page] = pages(parcel_label_pdf(carrier_code="ghn", tracking_code=code, **BY), tmp_path)
    assert waybills[1] in page


def test_our_label_names_the_carriers_number_where_it_has_no_label(fake: Fake, tmp_path: Path) -> None:
    shipment = booked(fake, "vnpost")
    work("vnpost")
    [page] = pages(label_pdf(reference=shipment.reference, **BY), tmp_path)
    assert CarrierBooking.objects.get().waybill in page


@pytest.mark.parametrize("count", [1, 3])
def test_booking_takes_the_same_statements_whatever_the_boxes(
    fake: Fake, count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    open_accounts(fake, "ghn")
    book("order:warm#1", service_code="ghn:standard")
    with django_assert_num_queries(15):
        book("order:one#1", service_code="ghn:standard", boxes=[BOX] * count)

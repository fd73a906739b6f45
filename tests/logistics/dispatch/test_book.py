from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from logistics.carriers import quotes
from logistics.dispatch.codes import is_tracking_code
from logistics.dispatch.models import CodCollection, DeclaredGoods, Parcel, Pickup, Shipment
from logistics.dispatch.operations import cancel_shipments
from logistics.dispatch.refusals import BookingRefused, BookingReused, ShipmentUnderWay, UnknownShipment
from logistics.dispatch.values import Booked, BoxSpec
from tests.factories.dispatch import BOX, FARM, NOW, TODAY, TOWN, ShipmentFactory, book, code_of, event, tell
from tests.logistics.dispatch.announced import data_of, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]


def test_a_booking_has_codes_a_pickup_and_the_rate_cards_price() -> None:
    booked = book(boxes=2, cod_dong=350_000)
    offer = quotes.offer_of(
        service_code="vnpost:fast",
        sender_commune=FARM,
        recipient_commune=TOWN,
        gross_g=2 * BOX.gross_g,
        cod_dong=350_000,
        at=NOW,
    )
    shipment = Shipment.objects.get(reference="order:a#1")
    assert booked.billed_dong == offer.price_dong == shipment.billed_dong
    assert booked.promised_on == offer.arrives_on
    assert booked.pickup_on == TODAY
    assert all(is_tracking_code(code) for code in booked.tracking_codes)
    assert len(set(booked.handover_codes)) == 2
    assert (shipment.gross_g, shipment.declared_dong) == (10_400, 150_000)
    assert DeclaredGoods.objects.get(shipment=shipment).lot_reference == "lot:abc"
    assert CodCollection.objects.get(shipment=shipment).due_dong == 350_000


def test_a_booking_is_announced_with_its_codes() -> None:
    booked = book()
    shipment = Shipment.objects.get()
    assert said(shipment) == ["ShipmentBooked"]
    assert data_of(shipment, "ShipmentBooked")[0]["tracking_codes"] == list(booked.tracking_codes)


def test_booking_again_gives_the_same_answer() -> None:
    first = book(cod_dong=90_000)
    again = book(cod_dong=90_000, at=NOW + timedelta(days=1))
    assert again == first
    assert Parcel.objects.count() == 1


def test_the_same_reference_for_something_else_is_refused() -> None:
    book()
    with pytest.raises(BookingReused):
        book(cod_dong=1)


def test_a_service_that_cannot_carry_it_says_why() -> None:
    heavy = BoxSpec(gross_g=900_000, length_mm=1, width_mm=1, height_mm=1)
    with pytest.raises(BookingRefused) as refused:
        book(boxes=[heavy])
    assert refused.value.data["refused"]
    assert Shipment.objects.count() == 0


def test_shipments_of_a_commune_and_day_share_a_pickup() -> None:
    book("order:a#1")
    book("order:b#1")
    book("order:c#1", service_code="vnpost:chilled")
    book("order:d#1", ready_on=date(2026, 6, 11))
    assert [pickup.shipments.count() for pickup in Pickup.objects.order_by("day")] == [3, 1]


def test_after_the_cut_off_hour_the_courier_comes_tomorrow() -> None:
    late = book(at=NOW + timedelta(hours=13))
    assert late.pickup_on == date(2026, 6, 11)
    assert late.promised_on > TODAY


def test_a_cancelled_shipment_leaves_no_open_pickup() -> None:
    book()
    cancel_shipments(references=["order:a#1"], at=NOW)
    cancel_shipments(references=["order:a#1"], at=NOW)
    shipment = Shipment.objects.get()
    assert (shipment.state, shipment.pickup.state) == ("cancelled", "done")
    assert said(shipment) == ["ShipmentBooked", "ShipmentCancelled"]


def test_what_is_on_its_way_cannot_be_cancelled() -> None:
    shipment = ShipmentFactory()
    tell(event(code_of(shipment), "picked_up"))
    with pytest.raises(ShipmentUnderWay):
        cancel_shipments(references=[shipment.reference], at=NOW)


def test_nothing_can_be_cancelled_that_was_not_booked() -> None:
    with pytest.raises(UnknownShipment):
        cancel_shipments(references=["order:none#1"], at=NOW)


@pytest.mark.django_db(transaction=True)
def test_eight_bookings_at_once_are_one() -> None:
    def one(_n: int) -> Booked:
        try:
            return book()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))
    assert len({tuple(answer.tracking_codes) for answer in answers}) == 1
    assert (Shipment.objects.count(), Pickup.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_bookings_of_one_farm_at_once_share_the_pickup_and_no_codes() -> None:
    def one(n: int) -> Booked:
        try:
            return book(f"order:{n}#1")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(16)))
    assert len({code for answer in answers for code in answer.handover_codes}) == 16
    assert Pickup.objects.count() == 1

"""Many at once, in any order: the log and the announcements come out the same."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from logistics.dispatch.models import Discrepancy, Parcel, Pickup, Shipment, TrackingEvent
from logistics.dispatch.operations import cancel_shipments, release_shipments
from logistics.dispatch.operations.pickups import join_pickup
from logistics.dispatch.values import IncomingEvent
from tests.factories.dispatch import FARM, NOW, TODAY, ShipmentFactory, book, code_of, event, tell
from tests.logistics.dispatch.announced import said
from tests.support.locks import assert_waits_empty_handed, wait_until_someone_waits_for_us

ROAD = ("picked_up", "in_transit", "out_for_delivery", "delivery_failed", "out_for_delivery", "delivered")


def log_of(shipments: list[Shipment]) -> list[IncomingEvent]:
    return [
        event(code_of(shipment), code, hour)
        for shipment in shipments
        for hour, code in enumerate(ROAD, start=1)
    ]


def chunks(events: list[IncomingEvent], size: int) -> list[list[IncomingEvent]]:
    return [events[start : start + size] for start in range(0, len(events), size)]


@pytest.mark.django_db(transaction=True)
def test_shuffled_doubled_and_concurrent_batches_end_as_the_ordered_run() -> None:
    shuffled = [ShipmentFactory() for _n in range(12)]
    ordered = [ShipmentFactory() for _n in range(12)]
    tell(*log_of(ordered))
    noise = log_of(shuffled) * 3
    random.Random(7).shuffle(noise)

    def send(batch: list[IncomingEvent]) -> None:
        try:
            tell(*batch)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, chunks(noise, 9)))
    for shipment in shuffled:
        names = said(shipment)
        assert names[0] == "ShipmentHandedOver"
        assert names[-1] == "ShipmentDelivered"
        assert len(names) == len({*names}) + max(0, names.count("ShipmentOutForDelivery") - 1)
    assert TrackingEvent.objects.count() == 24 * len(ROAD)
    assert standing_of(shuffled) == standing_of(ordered)


def standing_of(shipments: list[Shipment]) -> list[tuple[object, ...]]:
    rows = Parcel.objects.filter(shipment__in=shipments).order_by("id")
    return list(rows.values_list("state", "state_since", "attempts", "reason", "shipment__state"))


@pytest.mark.django_db(transaction=True)
def test_unknown_events_in_opposite_orders_do_not_lock_each_other_out() -> None:
    batch = [event(f"NNV{n:012}", "picked_up", 1) for n in range(60)]

    def send(n: int) -> None:
        try:
            tell(*(batch if n % 2 else batch[::-1]))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(16)))
    assert TrackingEvent.objects.count() == Discrepancy.objects.count() == 60


@pytest.mark.usefixtures("rate_card")
@pytest.mark.django_db(transaction=True)
def test_couriers_in_vain_bookings_and_hand_overs_at_once_leave_no_box_behind() -> None:
    """Everything that touches pickups, together: each waiting box stands in an open pickup at the end."""

    def work(n: int) -> None:
        try:
            [code] = book(f"order:{n}#1").tracking_codes
            tell(event(code, "pickup_failed" if n % 2 else "picked_up", 3), at=NOW + timedelta(hours=4))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(32)))
    waiting = Shipment.objects.filter(state="booked").select_related("pickup")
    assert {(row.pickup.state, row.pickup.day.isoformat()) for row in waiting} == {("offered", "2026-06-11")}
    assert waiting.count() == 16
    assert not Pickup.objects.filter(day=TODAY).exclude(state="done").exists()


@pytest.mark.usefixtures("rate_card")
@pytest.mark.django_db(transaction=True)
def test_whoever_holds_todays_pickup_can_still_join_tomorrows() -> None:
    """A courier who came in vain waits for today's pickup before a hand is laid on tomorrow's."""
    shipment = ShipmentFactory()
    code = code_of(shipment)

    def come_in_vain() -> None:
        try:
            tell(event(code, "pickup_failed", 3), at=NOW + timedelta(hours=4))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Pickup.objects.select_for_update().get(id=shipment.pickup_id)
            courier = pool.submit(come_in_vain)
            wait_until_someone_waits_for_us()
            tomorrow = join_pickup(carrier_code="vnpost", commune_code=FARM, day=TODAY + timedelta(days=1))
        courier.result()
    shipment.refresh_from_db()
    assert shipment.pickup_id == tomorrow


@pytest.mark.parametrize("deed", [cancel_shipments, release_shipments])
@pytest.mark.django_db(transaction=True)
def test_several_shipments_are_locked_in_the_order_of_a_carriers_batch(deed: Callable[..., None]) -> None:
    """Whoever holds the first can still have the second, in whatever order they were named."""
    first, second = ShipmentFactory(released=False), ShipmentFactory(released=False)

    assert_waits_empty_handed(
        lambda: deed(references=[second.reference, first.reference], at=NOW),
        first=Shipment.objects.filter(id=first.id),
        second=Shipment.objects.filter(id=second.id),
    )
    changed = {(row.state, row.released) for row in Shipment.objects.all()}
    assert changed == {("cancelled", False) if deed is cancel_shipments else ("booked", True)}


@pytest.mark.usefixtures("rate_card")
@pytest.mark.django_db(transaction=True)
def test_a_booking_instead_of_another_waits_for_the_other_before_it_joins_a_pickup() -> None:
    book("order:a#1")
    old = Shipment.objects.get()

    assert_waits_empty_handed(
        lambda: book("order:a#2", instead_of="order:a#1", at=NOW + timedelta(hours=1)),
        first=Shipment.objects.filter(id=old.id),
        second=Pickup.objects.filter(id=old.pickup_id),
    )
    states = Shipment.objects.order_by("id").values_list("state", "pickup__state")
    assert list(states) == [("cancelled", "offered"), ("booked", "offered")]

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from kernel.audit.models import AuditRecord
from logistics.dispatch.models import Parcel
from logistics.dispatch.operations import cancel_shipments, record_events, take_pickup
from logistics.dispatch.operations.pickups import pickup_day
from logistics.dispatch.queries import (
    cash_of_day,
    events_of_parcel,
    parcel_by_code,
    pickups_of_day,
    tracking,
)
from logistics.dispatch.refusals import UnknownParcel, UnknownPickup
from tests.factories.dispatch import (
    FARM,
    NOW,
    TODAY,
    TOWN,
    PickupFactory,
    ShipmentFactory,
    code_of,
    event,
    tell,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hour_utc", "ready_on", "day"),
    [
        (2, date(2026, 6, 10), date(2026, 6, 10)),
        (7, date(2026, 6, 10), date(2026, 6, 10)),
        (8, date(2026, 6, 10), date(2026, 6, 11)),
        (8, date(2026, 6, 15), date(2026, 6, 15)),
        (2, date(2026, 6, 1), date(2026, 6, 10)),
        (18, date(2026, 6, 10), date(2026, 6, 11)),
    ],
)
def test_the_courier_comes_when_goods_and_cut_off_allow(hour_utc: int, ready_on: date, day: date) -> None:
    at = datetime(2026, 6, 10, hour_utc, 30, tzinfo=UTC)
    assert pickup_day(ready_on=ready_on, cut_off_hour=15, at=at) == day


def test_a_pickup_is_taken_once() -> None:
    pickup = PickupFactory()
    for hours in (0, 1):
        taken = take_pickup(
            carrier_code="vnpost", pickup_key=pickup.key, actor="account:x", at=NOW + timedelta(hours=hours)
        )
    assert (taken.state, taken.taken_at, taken.taken_by) == ("taken", NOW, "account:x")
    assert AuditRecord.objects.filter(action="pickup.taken").count() == 1


def test_another_carriers_pickup_is_not_there() -> None:
    with pytest.raises(UnknownPickup):
        take_pickup(carrier_code="ghn", pickup_key=PickupFactory().key, actor="account:x", at=NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pickups_of_a_day(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _n in range(count):
        ShipmentFactory(boxes=2)
        ShipmentFactory(pickup__commune_code=TOWN)
    ShipmentFactory(pickup__day=TODAY + timedelta(days=1))
    ShipmentFactory(carrier_code="ghn")
    with django_assert_num_queries(4):
        pickups = pickups_of_day(carrier_code="vnpost", day=TODAY)
        counts = [[len(s.parcels.all()) for s in pickup.shipments.all()] for pickup in pickups]
        assert not any(list(s.goods.all()) for pickup in pickups for s in pickup.shipments.all())
    assert counts == [[1] * count, [2] * count]
    assert len(pickups_of_day(carrier_code="vnpost", day=TODAY, commune_code=FARM)) == 1


def test_a_pickup_of_cancelled_shipments_is_not_listed() -> None:
    cancel_shipments(references=[ShipmentFactory().reference], at=NOW)
    assert pickups_of_day(carrier_code="vnpost", day=TODAY) == []


def test_a_parcel_is_found_by_either_code_while_it_waits() -> None:
    shipment = ShipmentFactory()
    parcel = shipment.parcels.get()
    typed = f"{parcel.tracking_code[:3].lower()} {parcel.tracking_code[3:]}"
    assert parcel_by_code(carrier_code="vnpost", code=typed) == parcel
    assert parcel_by_code(carrier_code="vnpost", code=parcel.handover_code, commune_code=FARM) == parcel
    with pytest.raises(UnknownParcel):
        parcel_by_code(carrier_code="vnpost", code=parcel.handover_code, commune_code=TOWN)
    with pytest.raises(UnknownParcel):
        parcel_by_code(carrier_code="ghn", code=parcel.tracking_code)
    tell(event(parcel.tracking_code, "picked_up"))
    with pytest.raises(UnknownParcel):
        parcel_by_code(carrier_code="vnpost", code=parcel.handover_code)


def test_a_hand_over_code_that_means_two_boxes_means_none() -> None:
    for commune in (FARM, TOWN):
        ShipmentFactory(pickup__commune_code=commune)
    Parcel.objects.update(handover_code="12340")
    with pytest.raises(UnknownParcel):
        parcel_by_code(carrier_code="vnpost", code="12340")


@pytest.mark.parametrize("boxes", [1, 3])
def test_tracking_reads_as_the_road_was(
    boxes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shipment = ShipmentFactory(boxes=boxes)
    code = code_of(shipment)
    tell(
        event(code, "delivery_failed", 20, reason="not_home", note="gọi lúc 9 giờ"),
        event(code, "picked_up", 1),
        event(code, "beamed_up", 2),
        event(code, "delivered", -40),
    )
    with django_assert_num_queries(3):
        steps = tracking(reference=shipment.reference)
    assert [step.code for step in steps] == ["booked", "picked_up", "delivery_failed"]
    assert (steps[2].reason, steps[2].note) == ("Không có người ở nhà", "gọi lúc 9 giờ")
    assert len(events_of_parcel(Parcel.objects.get(tracking_code=code))) == 4


def test_nothing_is_tracked_that_was_not_booked() -> None:
    assert tracking(reference="order:none#1") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_cash_of_a_day(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _n in range(count):
        paid, owed = ShipmentFactory(cod_dong=100_000), ShipmentFactory(cod_dong=70_000, boxes=2)
        tell(event(code_of(paid), "cod_collected", 3, amount_dong=100_000))
        tell(*(event(code_of(owed, n), "delivered", 3) for n in (1, 2)))
    yesterday = ShipmentFactory(cod_dong=5)
    tell(event(code_of(yesterday), "cod_collected", -10, amount_dong=5))
    with django_assert_num_queries(2):
        cash = cash_of_day(carrier_code="vnpost", day=TODAY, office_code=f"vnpost-{TOWN}")
    assert (cash.due_dong, cash.collected_dong, cash.remitted_dong) == (170_000 * count, 100_000 * count, 0)
    assert len(cash.lines) == 2 * count
    assert cash_of_day(carrier_code="ghn", day=TODAY).lines == []


def test_an_empty_batch_is_nothing() -> None:
    assert record_events(carrier_code="vnpost", events=[], at=NOW) == []

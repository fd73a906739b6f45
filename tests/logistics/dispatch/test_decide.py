"""A post office that does not come: the goods wait in another day's pickup, and somebody knows why."""

from datetime import date, timedelta

import pytest

from logistics.dispatch.enums import DiscrepancyKind, PickupState
from logistics.dispatch.models import Discrepancy, Pickup, Shipment
from logistics.dispatch.operations import cancel_shipments, refuse_pickup, reschedule_pickup, take_pickup
from logistics.dispatch.refusals import DayNotPossible, PickupClosed, UnknownPickup
from tests.factories.dispatch import NOW, TODAY, ShipmentFactory, book, code_of, event, tell
from tests.logistics.dispatch.announced import data_of, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
TOMORROW = TODAY + timedelta(days=1)


def refuse(pickup: Pickup, **changes: str) -> Pickup:
    told = {
        "carrier_code": "vnpost",
        "reason": "weather",
        "note": "Ngập cầu",
        "actor": "carrier:vnpost",
    } | changes
    return refuse_pickup(pickup_key=pickup.key, at=NOW, **told)


def move(pickup: Pickup, day: date) -> Pickup:
    told = {"carrier_code": "vnpost", "reason": "rescheduled", "actor": "carrier:vnpost"}
    return reschedule_pickup(pickup_key=pickup.key, day=day, at=NOW, **told)


def test_a_refused_pickup_leaves_its_goods_to_the_next_day() -> None:
    first, second = ShipmentFactory(), ShipmentFactory()
    refused = refuse(first.pickup)
    assert (refused.state, refused.reason, refused.note) == (PickupState.REFUSED, "weather", "Ngập cầu")
    days = {shipment.pickup.day for shipment in Shipment.objects.select_related("pickup")}
    assert days == {TOMORROW}
    assert Pickup.objects.get(key=refused.moved_to_key).day == TOMORROW
    doubt = Discrepancy.objects.get()
    assert (doubt.kind, doubt.subject) == (DiscrepancyKind.PICKUP_REFUSED, refused.key)
    for shipment in (first, second):
        [told] = data_of(shipment, "PickupMoved")
        assert (told["reason"], told["pickup_on"]) == ("weather", TOMORROW.isoformat())


def test_refusing_again_changes_nothing() -> None:
    shipment = ShipmentFactory()
    refuse(shipment.pickup)
    refuse(shipment.pickup)
    assert said(shipment) == ["PickupMoved"]
    assert Pickup.objects.count() == 2


def test_a_taken_pickup_may_still_be_moved_within_two_weeks() -> None:
    shipment = ShipmentFactory()
    take_pickup(carrier_code="vnpost", pickup_key=shipment.pickup.key, actor="carrier:vnpost", at=NOW)
    moved = move(shipment.pickup, TODAY + timedelta(days=14))
    assert moved.state == PickupState.MOVED
    assert move(shipment.pickup, TODAY + timedelta(days=14)).key == moved.key
    shipment.refresh_from_db()
    assert shipment.pickup.day == TODAY + timedelta(days=14)
    with pytest.raises(PickupClosed):
        move(moved, TOMORROW)


@pytest.mark.parametrize("days", [-1, 0, 15, 400])
def test_days_that_are_not_possible(days: int) -> None:
    shipment = ShipmentFactory()
    with pytest.raises(DayNotPossible):
        move(shipment.pickup, TODAY + timedelta(days=days))


def test_what_was_handed_over_stays_where_it_is() -> None:
    gone, waiting = ShipmentFactory(), ShipmentFactory()
    tell(event(code_of(gone), "picked_up"))
    refuse(waiting.pickup)
    gone.refresh_from_db()
    waiting.refresh_from_db()
    assert (gone.pickup.day, waiting.pickup.day) == (TODAY, TOMORROW)


def test_a_pickup_that_was_made_cannot_be_refused() -> None:
    shipment = ShipmentFactory()
    tell(event(code_of(shipment), "picked_up"))
    with pytest.raises(PickupClosed):
        refuse(shipment.pickup)


def test_another_carriers_pickup_is_not_there() -> None:
    with pytest.raises(UnknownPickup):
        refuse(ShipmentFactory().pickup, carrier_code="ghn")


def test_what_is_booked_after_a_refusal_waits_in_a_pickup_of_its_own() -> None:
    book("order:a#1")
    [pickup] = Pickup.objects.all()
    refuse(pickup)
    booked = book("order:b#1")
    assert booked.pickup_on == TODAY
    again = Pickup.objects.get(day=TODAY, state=PickupState.OFFERED)
    assert again.key != pickup.key
    cancel_shipments(references=["order:b#1"], at=NOW)
    again.refresh_from_db()
    assert again.state == PickupState.DONE

"""Shipments of several boxes of which the carrier has some: nothing is announced, cancelled or forgotten."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.models import Discrepancy, Shipment
from logistics.dispatch.operations import cancel_shipments, queue_split_shipments
from logistics.dispatch.queries import partly_gone, tracking
from logistics.dispatch.refusals import ShipmentUnderWay
from logistics.dispatch.tasks import look_for_split_shipments
from tests.factories.dispatch import NOW, ShipmentFactory, code_of, event, tell
from tests.logistics.dispatch.announced import said

pytestmark = pytest.mark.django_db
TWO_DAYS_LATER = NOW + timedelta(days=2)


def state_of(shipment: Shipment) -> str:
    shipment.refresh_from_db()
    return shipment.state


def gone(shipment: Shipment) -> tuple[int, int] | None:
    return partly_gone(tracking(reference=shipment.reference))


def doubts() -> list[str]:
    found = Discrepancy.objects.filter(kind=DiscrepancyKind.PARTLY_HANDED_OVER, resolved_at=None)
    return list(found.order_by("id").values_list("subject", flat=True))


def test_it_is_handed_over_with_its_last_box() -> None:
    shipment = ShipmentFactory(boxes=3, cod_dong=350_000)
    seen = [gone(shipment)]
    for position in (1, 2):
        tell(event(code_of(shipment, position), "picked_up", position))
        seen.append(gone(shipment))
        assert (state_of(shipment), said(shipment)) == ("booked", [])
    tell(event(code_of(shipment, 3), "picked_up", 30))
    assert said(shipment) == ["ShipmentHandedOver", "ShipmentBilled"]
    assert seen == [None, (1, 3), (2, 3)]
    assert gone(shipment) is None


def test_a_box_that_is_delivered_before_the_other_was_fetched_announces_nothing() -> None:
    shipment = ShipmentFactory(boxes=2)
    tell(event(code_of(shipment), "picked_up"), event(code_of(shipment), "delivered", 9))
    assert (state_of(shipment), said(shipment)) == ("booked", [])
    tell(event(code_of(shipment, 2), "picked_up", 30), event(code_of(shipment, 2), "delivered", 40))
    assert said(shipment) == ["ShipmentHandedOver", "ShipmentBilled", "ShipmentDelivered"]


@pytest.mark.parametrize("code", ["picked_up", "delivered", "lost"])
def test_it_cannot_be_cancelled_while_the_carrier_has_a_box(code: str) -> None:
    shipment = ShipmentFactory(boxes=2)
    tell(event(code_of(shipment), code))
    with pytest.raises(ShipmentUnderWay):
        cancel_shipments(references=[shipment.reference], at=NOW)
    assert state_of(shipment) == "booked"


@pytest.mark.usefixtures("rate_card")
def test_it_can_be_cancelled_when_the_box_came_back_and_after_a_courier_in_vain() -> None:
    shipment = ShipmentFactory(boxes=2)
    tell(event(code_of(shipment), "picked_up"), event(code_of(shipment), "returned", 50))
    tell(event(code_of(shipment, 2), "pickup_failed", 50))
    cancel_shipments(references=[shipment.reference], at=TWO_DAYS_LATER)
    assert state_of(shipment) == "cancelled"


def test_what_is_split_for_a_day_is_for_staff_until_the_rest_went() -> None:
    shipment, whole = ShipmentFactory(boxes=2), ShipmentFactory(boxes=2)
    tell(event(code_of(shipment), "picked_up"))
    tell(event(code_of(whole), "picked_up"), event(code_of(whole, 2), "picked_up"))
    assert queue_split_shipments(at=NOW + timedelta(hours=20)) == 0
    for _again in range(2):
        assert queue_split_shipments(at=TWO_DAYS_LATER) == 1
        assert doubts() == [shipment.reference]
    tell(event(code_of(shipment, 2), "picked_up", 60))
    look_for_split_shipments()
    assert doubts() == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(count):
        tell(event(code_of(ShipmentFactory(boxes=2)), "picked_up"))
    with django_assert_num_queries(6):  # two of them are the savepoint
        assert queue_split_shipments(at=TWO_DAYS_LATER) == count

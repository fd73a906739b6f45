from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel.audit.models import AuditRecord
from logistics.dispatch.models import Discrepancy, Pickup, Shipment, TrackingEvent
from logistics.dispatch.operations import (
    accept_delivery,
    cancel_shipments,
    hand_over,
    record_events,
    release_shipments,
    resolve_discrepancy,
)
from logistics.dispatch.refusals import (
    NotDeliveredAfterAll,
    NothingToSettle,
    ShipmentHeld,
    ShipmentIsCancelled,
    TooManyItems,
    UnknownParcel,
    UnknownShipment,
)
from logistics.dispatch.values import IncomingEvent, ItemResult
from tests.factories.dispatch import NOW, ShipmentFactory, book, code_of, event, tell
from tests.logistics.dispatch.announced import data_of, said

pytestmark = pytest.mark.django_db


def statuses(results: list[ItemResult]) -> list[tuple[str, str]]:
    return [(result.status, result.code) for result in results]


def queue() -> list[tuple[str, str]]:
    rows = Discrepancy.objects.filter(resolved_at=None).order_by("id")
    return list(rows.values_list("kind", "subject"))


@pytest.fixture
def shipment() -> Shipment:
    return ShipmentFactory()


@pytest.fixture
def code(shipment: Shipment) -> str:
    return code_of(shipment)


def state_of(shipment: Shipment) -> str:
    shipment.refresh_from_db()
    return shipment.state


def test_the_road_to_the_door_is_told_step_by_step(shipment: Shipment, code: str) -> None:
    tell(event(code, "picked_up", 1))
    tell(event(code, "in_transit", 5), event(code, "out_for_delivery", 20))
    tell(event(code, "delivered", 22))
    assert state_of(shipment) == "delivered"
    assert said(shipment) == [
        "ShipmentHandedOver",
        "ShipmentBilled",
        "ShipmentOutForDelivery",
        "ShipmentDelivered",
    ]
    assert data_of(shipment, "ShipmentBilled")[0]["billed_dong"] == 30_000
    assert shipment.version == 5


def test_a_delivery_reported_alone_implies_the_hand_over(shipment: Shipment, code: str) -> None:
    tell(event(code, "delivered", 22))
    assert said(shipment) == ["ShipmentHandedOver", "ShipmentBilled", "ShipmentDelivered"]


def test_failed_attempts_carry_reason_and_number(shipment: Shipment, code: str) -> None:
    tell(event(code, "delivery_failed", 20, reason="not_home"))
    tell(event(code, "out_for_delivery", 44), event(code, "delivery_failed", 46, reason="no_money"))
    failed = [(row["attempt"], row["reason"]) for row in data_of(shipment, "DeliveryFailed")]
    assert failed == [(1, "not_home"), (2, "no_money")]
    assert state_of(shipment) == "delivery_failed"
    assert shipment.attempts == 2


def test_refused_and_taken_home(shipment: Shipment, code: str) -> None:
    tell(event(code, "refused", 20, reason="quality"))
    tell(event(code, "returned", 60))
    assert said(shipment)[2:] == ["ShipmentRefused", "ShipmentReturning", "ShipmentReturned"]


def test_late_news_of_an_earlier_step_are_kept_but_no_news(shipment: Shipment, code: str) -> None:
    tell(event(code, "delivered", 22))
    before = said(shipment)
    assert statuses(tell(event(code, "picked_up", 1), event(code, "delivery_failed", 5))) == [
        ("stored", ""),
        ("stored", ""),
    ]
    assert said(shipment) == before
    assert state_of(shipment) == "delivered"
    assert shipment.attempts == 1


def test_a_repetition_is_a_duplicate_also_within_one_batch(code: str) -> None:
    once = event(code, "picked_up", 1)
    assert statuses(tell(once, once)) == [("stored", ""), ("duplicate", "")]
    assert statuses(tell(once)) == [("duplicate", "")]
    assert TrackingEvent.objects.count() == 1


def test_a_dedupe_key_for_something_else_is_not_swallowed(shipment: Shipment, code: str) -> None:
    other = code_of(ShipmentFactory())
    tell(event(code, "picked_up", 1, dedupe_key="k"))
    assert statuses(tell(event(other, "picked_up", 1, dedupe_key="k"))) == [("refused", "DEDUPE_KEY_REUSED")]


def test_unknown_codes_are_kept_and_queued(code: str) -> None:
    results = tell(event("NNV000000000000", "picked_up", 1), event(code, "beamed_up", 1))
    assert statuses(results) == [("kept", "UNKNOWN_TRACKING_CODE"), ("kept", "UNKNOWN_EVENT_CODE")]
    assert queue() == [("unknown_event_code", "beamed_up"), ("unknown_tracking_code", "NNV000000000000")]
    assert TrackingEvent.objects.count() == 2


def test_another_carriers_parcel_is_an_unknown_code(shipment: Shipment, code: str) -> None:
    results = tell(event(code, "delivered", 1), carrier_code="ghn")
    assert statuses(results) == [("kept", "UNKNOWN_TRACKING_CODE")]
    assert state_of(shipment) == "booked"


def test_clocks_that_cannot_be_right_are_kept_and_queued(shipment: Shipment, code: str) -> None:
    results = tell(
        event(code, "delivered", 24 * 8), event(code, "picked_up", -24 * 400), event(code, "in_transit", 3)
    )
    assert statuses(results) == [
        ("kept", "EVENT_IN_FUTURE"),
        ("kept", "EVENT_BEFORE_BOOKING"),
        ("stored", ""),
    ]
    assert state_of(shipment) == "handed_over"
    assert queue() == [("bad_clock", code)]


def test_a_time_without_utc_is_refused_and_the_rest_goes_on(code: str) -> None:
    rim = datetime.fromisoformat("0001-01-01T00:00:00+07:00")
    strange = IncomingEvent(tracking_code=code, code="delivered", occurred_at=rim, dedupe_key="rim")
    assert statuses(tell(strange, event(code, "picked_up", 1))) == [
        ("refused", "TIME_UNREADABLE"),
        ("stored", ""),
    ]


def test_events_of_years_without_a_partition_are_kept(code: str) -> None:
    ancient = IncomingEvent(
        tracking_code=code, code="delivered", occurred_at=NOW.replace(year=1999), dedupe_key="old"
    )
    assert statuses(tell(ancient)) == [("kept", "EVENT_BEFORE_BOOKING")]


def test_cash_without_an_amount_is_kept_and_queued(code: str) -> None:
    assert statuses(tell(event(code, "cod_collected", 3))) == [("kept", "AMOUNT_MISSING")]


def test_a_batch_has_its_limit(code: str) -> None:
    with pytest.raises(TooManyItems):
        tell(*[event(code, "in_transit", 1)] * 1001)


def test_a_held_shipment_does_not_move_until_it_is_released() -> None:
    held = ShipmentFactory(released=False)
    code = code_of(held)
    assert statuses(tell(event(code, "picked_up", 1), event(code, "in_transit", 2))) == [
        ("kept", "SHIPMENT_HELD"),
        ("kept", "SHIPMENT_HELD"),
    ]
    assert state_of(held) == "booked"
    assert said(held) == []
    assert queue() == [("picked_up_while_held", code)]
    assert AuditRecord.objects.filter(action="parcel.picked_up_while_held").exists()

    release_shipments(references=[held.reference], at=NOW + timedelta(days=1))
    release_shipments(references=[held.reference], at=NOW + timedelta(days=1))
    assert state_of(held) == "handed_over"
    assert said(held) == ["ShipmentHandedOver", "ShipmentBilled"]
    assert queue() == []


def test_a_scan_of_a_held_parcel_is_refused_and_not_kept() -> None:
    held = ShipmentFactory(released=False)
    with pytest.raises(ShipmentHeld):
        hand_over(carrier_code="vnpost", tracking_code=code_of(held), actor="account:x", at=NOW)
    assert TrackingEvent.objects.count() == 0


def test_a_scan_hands_over_once(shipment: Shipment, code: str) -> None:
    for minutes in (0, 1):
        at = NOW + timedelta(minutes=minutes)
        hand_over(carrier_code="vnpost", tracking_code=code, actor="account:x", at=at)
    assert TrackingEvent.objects.get().actor == "account:x"
    assert state_of(shipment) == "handed_over"


def test_a_scan_of_another_carriers_parcel_finds_nothing(code: str) -> None:
    with pytest.raises(UnknownParcel):
        hand_over(carrier_code="ghn", tracking_code=code, actor="account:x", at=NOW)


def test_a_cancelled_shipment_that_moves_is_queued(shipment: Shipment, code: str) -> None:
    cancel_shipments(references=[shipment.reference], at=NOW)
    assert statuses(tell(event(code, "picked_up", 1))) == [("kept", "SHIPMENT_CANCELLED")]
    assert (state_of(shipment), queue()) == ("cancelled", [("moved_after_cancel", code)])
    with pytest.raises(ShipmentIsCancelled):
        hand_over(carrier_code="vnpost", tracking_code=code, actor="account:x", at=NOW)


def test_an_end_that_contradicts_the_announced_one_is_for_staff(shipment: Shipment, code: str) -> None:
    tell(event(code, "lost", 20))
    tell(event(code, "delivered", 40))
    assert state_of(shipment) == "delivered"
    assert said(shipment)[-1] == "ShipmentLost"
    assert queue() == [("contradicting_end", shipment.reference)]


@pytest.mark.parametrize("codes", [("refused",), ("refused", "returning")])
def test_staff_accept_that_it_was_delivered_after_the_refusal(
    shipment: Shipment, code: str, codes: tuple[str, ...]
) -> None:
    tell(*[event(code, step, 20 + hour) for hour, step in enumerate(codes)])
    tell(event(code, "delivered", 40))
    assert "ShipmentDelivered" not in said(shipment)
    assert queue() == [("contradicting_end", shipment.reference)]

    accept_delivery(shipment_key=shipment.key, actor="account:staff", at=NOW)

    assert said(shipment)[-1] == "ShipmentDelivered"
    [told] = data_of(shipment, "ShipmentDelivered")
    assert told["occurred_at"] == (NOW + timedelta(hours=40)).isoformat()
    assert (state_of(shipment), queue()) == ("delivered", [])
    assert AuditRecord.objects.get(action="delivery.accepted").data == {"announced": codes[-1]}
    with pytest.raises(NotDeliveredAfterAll):
        accept_delivery(shipment_key=shipment.key, actor="account:staff", at=NOW)
    tell(event(code, "out_for_delivery", 39))
    assert (said(shipment).count("ShipmentDelivered"), queue()) == (1, [])


@pytest.mark.parametrize("codes", [("refused",), ("refused", "returned", "delivered"), ("delivered",)])
def test_an_end_that_was_announced_or_never_came_is_not_accepted(
    shipment: Shipment, code: str, codes: tuple[str, ...]
) -> None:
    for hour, step in enumerate(codes):
        tell(event(code, step, 20 + hour))
    with pytest.raises(NotDeliveredAfterAll):
        accept_delivery(shipment_key=shipment.key, actor="account:staff", at=NOW)
    with pytest.raises(UnknownShipment):
        accept_delivery(shipment_key="unknown", actor="account:staff", at=NOW)


def test_staff_close_the_queue_once(code: str) -> None:
    tell(event(code, "beamed_up", 1))
    key = Discrepancy.objects.get().key
    resolve_discrepancy(key=key, actor="account:staff", at=NOW)
    with pytest.raises(NothingToSettle):
        resolve_discrepancy(key=key, actor="account:staff", at=NOW)
    tell(event(code, "beamed_up", 2))
    assert queue() == [("unknown_event_code", "beamed_up")]


def test_two_boxes_are_handed_over_when_both_are() -> None:
    pair = ShipmentFactory(boxes=2)
    tell(event(code_of(pair, 1), "picked_up", 1))
    assert (state_of(pair), said(pair)) == ("booked", [])
    tell(event(code_of(pair, 2), "picked_up", 2))
    assert said(pair) == ["ShipmentHandedOver", "ShipmentBilled"]
    tell(event(code_of(pair, 1), "delivered", 9), event(code_of(pair, 2), "lost", 9))
    assert state_of(pair) == "delivered"
    assert queue() == [("mixed_ends", pair.reference)]


def test_a_pickup_is_done_when_its_last_box_is_gone(shipment: Shipment, code: str) -> None:
    other = ShipmentFactory()
    tell(event(code, "picked_up", 1))
    assert Pickup.objects.get().state == "offered"
    tell(event(code_of(other), "in_transit", 1))
    assert Pickup.objects.get().state == "done"


@pytest.mark.usefixtures("rate_card")
def test_a_courier_who_came_in_vain_comes_again_the_next_day() -> None:
    [code] = book().tracking_codes
    shipment = Shipment.objects.get()
    tell(event(code, "pickup_failed", 5, reason="not_home"), at=NOW + timedelta(hours=6))
    tell(event(code, "pickup_failed", 5, reason="not_home"), at=NOW + timedelta(hours=7))
    shipment.refresh_from_db()
    assert shipment.pickup.day.isoformat() == "2026-06-11"
    assert [pickup.state for pickup in Pickup.objects.order_by("day")] == ["done", "offered"]
    assert data_of(shipment, "PickupFailed") == [
        {"reference": "order:a#1", "reason": "not_home", "next_pickup_on": "2026-06-11"}
    ]


def test_the_log_is_append_only(code: str) -> None:
    tell(event(code, "picked_up", 1))
    for change in ("UPDATE dispatch_trackingevent SET note = ''", "DELETE FROM dispatch_trackingevent"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def queries_for(count: int) -> int:
    events = [event(code_of(ShipmentFactory()), "in_transit", 1) for _n in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        record_events(carrier_code="vnpost", events=events, at=NOW + timedelta(days=7))
    return len(captured)


def test_a_batch_takes_the_same_statements_for_one_and_for_three() -> None:
    assert [queries_for(1), queries_for(3)] == [9, 9]

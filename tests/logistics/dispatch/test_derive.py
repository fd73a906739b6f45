"""Kept first, derived a step behind: the same states, whoever derives, whatever goes wrong on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.models import Discrepancy, KeptBatch, Parcel, Shipment, TrackingEvent
from logistics.dispatch.operations import derive, derive_kept, record_events, release_shipments
from logistics.dispatch.tasks import derive_left_over
from logistics.dispatch.values import IncomingEvent, ItemResult
from tests.factories.dispatch import A_WEEK_LATER, ShipmentFactory, code_of, event, tell

pytestmark = pytest.mark.django_db
LATER = A_WEEK_LATER


def keep(*events: IncomingEvent) -> list[ItemResult]:
    return record_events(carrier_code="vnpost", events=events, apply=False, at=LATER)


def state(shipment: Shipment) -> tuple[str, str]:
    shipment.refresh_from_db()
    return shipment.state, shipment.parcels.get().state


def test_what_is_kept_changes_nothing_until_it_is_derived() -> None:
    shipment = ShipmentFactory()
    results = keep(event(code_of(shipment), "picked_up"), event(code_of(shipment), "delivered", 5))
    assert [result.status for result in results] == ["stored", "stored"]
    assert state(shipment) == ("booked", "booked")
    assert derive_kept(at=LATER) == 1
    assert state(shipment) == ("delivered", "delivered")
    assert (derive_kept(at=LATER), KeptBatch.objects.count()) == (0, 0)


def test_results_are_those_of_events_applied_at_once() -> None:
    held, gone, live = ShipmentFactory(released=False), ShipmentFactory(cancelled_at=LATER), ShipmentFactory()
    told = [
        event(code_of(live), "picked_up", dedupe_key="a"),
        event(code_of(live), "picked_up", dedupe_key="a"),
        event(code_of(live), "delivered", dedupe_key="a"),
        event(code_of(held), "picked_up"),
        event(code_of(gone), "picked_up"),
        event(code_of(live), "beamed_up"),
        event(code_of(live), "cod_collected"),
        event(code_of(live), "delivered", 24 * 8),
        event(code_of(live), "delivered", -30),
        event(code_of(live), "delivered", 9, provisional=True),
        event("NNV000000000000", "picked_up"),
    ]
    said = [(result.index, result.status, result.code) for result in keep(*told)]
    assert said == [
        (0, "stored", ""),
        (1, "duplicate", ""),
        (2, "refused", "DEDUPE_KEY_REUSED"),
        (3, "kept", "SHIPMENT_HELD"),
        (4, "kept", "SHIPMENT_CANCELLED"),
        (5, "kept", "UNKNOWN_EVENT_CODE"),
        (6, "kept", "AMOUNT_MISSING"),
        (7, "kept", "EVENT_IN_FUTURE"),
        (8, "kept", "EVENT_BEFORE_BOOKING"),
        (9, "kept", "PROVISIONAL"),
        (10, "kept", "UNKNOWN_TRACKING_CODE"),
    ]
    again = [(result.status, result.code) for result in keep(*told)]
    assert set(again) == {("duplicate", ""), ("refused", "DEDUPE_KEY_REUSED")}
    derive_kept(at=LATER)
    assert state(live) == ("handed_over", "picked_up")
    assert state(held) == ("booked", "booked")


def test_a_couriers_word_moves_nothing_until_the_carrier_confirms_it() -> None:
    shipment = ShipmentFactory()
    tell(event(code_of(shipment), "picked_up"), event(code_of(shipment), "delivered", 5, provisional=True))
    assert state(shipment) == ("handed_over", "picked_up")
    tell(event(code_of(shipment), "delivered", 6))
    assert state(shipment) == ("delivered", "delivered")


def test_many_batches_are_derived_together() -> None:
    shipments = [ShipmentFactory() for _n in range(5)]
    for shipment in shipments:
        keep(event(code_of(shipment), "picked_up"))
        keep(event(code_of(shipment), "in_transit", 2))
    with CaptureQueriesContext(connection) as one:
        assert derive_kept(batches=2, at=LATER) == 2
    with CaptureQueriesContext(connection) as many:
        assert derive_kept(batches=8, at=LATER) == 8
    assert len(one) == len(many)
    assert {state(shipment) for shipment in shipments} == {("handed_over", "in_transit")}


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_is_kept_in_three_statements(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = [code_of(ShipmentFactory()) for _n in range(count)]
    with django_assert_num_queries(3):
        keep(*(event(code, "picked_up") for code in codes))


def test_a_release_while_the_batch_waits_leaves_no_doubt_behind() -> None:
    shipment = ShipmentFactory(released=False)
    release_shipments(references=[shipment.reference], at=LATER)
    Shipment.objects.filter(id=shipment.id).update(released=False)
    keep(event(code_of(shipment), "picked_up"))  # judged before the release was seen
    Shipment.objects.filter(id=shipment.id).update(released=True)
    doubts = Discrepancy.objects.filter(kind=DiscrepancyKind.PICKED_UP_WHILE_HELD, resolved_at=None)
    assert doubts.count() == 1
    derive_kept(at=LATER)
    assert doubts.count() == 0
    assert state(shipment) == ("handed_over", "picked_up")


def test_a_batch_that_cannot_be_derived_holds_back_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = ShipmentFactory(), ShipmentFactory()
    keep(event(code_of(bad), "picked_up"))
    keep(event(code_of(good), "picked_up"))
    plain = derive.apply_log

    def faulty(scene: Any, **rest: Any) -> Any:
        if bad.id in scene.shipments:
            raise RuntimeError("a bug")
        return plain(scene, **rest)

    monkeypatch.setattr(derive, "apply_log", faulty)
    assert derive_kept(at=LATER) == 2
    assert state(good) == ("handed_over", "picked_up")
    waiting = KeptBatch.objects.get()
    assert (waiting.failures, waiting.due_at) == (1, LATER + timedelta(seconds=5))
    assert derive_kept(at=LATER) == 0
    monkeypatch.undo()
    assert derive_kept(at=waiting.due_at) == 1
    assert state(bad) == ("handed_over", "picked_up")


def test_the_command_and_the_task_leave_nothing_over() -> None:
    first, second = ShipmentFactory(), ShipmentFactory()
    keep(event(code_of(first), "picked_up"))
    out = StringIO()
    call_command("derive", "--once", stdout=out)
    assert out.getvalue() == "1 batches derived\n"
    keep(event(code_of(second), "picked_up"))
    derive_left_over()
    assert state(first) == state(second) == ("handed_over", "picked_up")


@pytest.mark.django_db(transaction=True)
def test_several_derive_side_by_side_while_events_come_in() -> None:
    codes = [code_of(ShipmentFactory()) for _n in range(12)]
    steps = ["picked_up", "in_transit", "at_delivery_office", "out_for_delivery", "delivered"]

    def work(number: int) -> None:
        try:
            if number % 2:
                for hour, step in enumerate(steps, start=1):
                    keep(*(event(code, step, hour) for code in codes))
            for _n in range(6):
                derive_kept(batches=2, at=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    while derive_kept(at=LATER):
        pass
    assert TrackingEvent.objects.count() == len(codes) * len(steps)
    assert set(Parcel.objects.values_list("state", flat=True)) == {"delivered"}

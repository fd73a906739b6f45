"""Batches: each operation once and in order, whatever it is, whoever is killed, whoever else has some."""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries

from kernel.audit.models import AuditRecord
from kernel.clock import now
from logistics.dispatch.models import Parcel, Pickup, Shipment, TrackingEvent
from logistics.dispatch.operations import derive_kept
from logistics.partner_api.batches import deeds, work
from logistics.partner_api.batches.opening import MOST_OPEN, REMEMBERED, prune_batches
from logistics.partner_api.batches.work import work_batches
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import Batch, BatchItem, PartnerClient
from logistics.partner_api.operations import create_client, revoke_client
from logistics.partner_api.tasks import work_on_batches
from logistics.webhooks.models import Delivery, Message
from tests.factories.dispatch import ShipmentFactory, code_of
from tests.factories.partner_api import Partner
from tests.factories.webhooks import EndpointFactory
from tests.support.forks import forks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
AT = "2026-06-10T10:00:00+07:00"
_numbers = count(1)
TAKE = {"op": "take_pickup", "pickup_key": "0" * 26}


@pytest.fixture
def partner() -> Partner:
    return Partner()


def scan(code: str, what: str = "picked_up", *, key: str = "", at: str = AT) -> dict[str, Any]:
    key = key or f"batch-{next(_numbers)}"
    event = {"tracking_code": code, "code": what, "occurred_at": at, "dedupe_key": key}
    return {"op": "event", "event": event}


def customs(shipment: Shipment, number: str) -> dict[str, Any]:
    return {"op": "set_customs", "shipment_key": shipment.key, "customs_reference": number}


def hand_in(partner: Partner, *operations: dict[str, Any], key: str = "") -> str:
    made = partner.post("batches", {"operations": list(operations)}, key=key)
    assert made.status_code == 202, made.content
    assert made.headers["Location"] == f"/partner/v1/batches/{made.json()['key']}"
    return str(made.json()["key"])


def results(partner: Partner, key: str, **asked: Any) -> list[tuple[int, str, str]]:
    rows = partner.get(f"batches/{key}/items", limit=100, **asked).json()["items"]
    return [(row["position"], row["state"], row["code"] or row["outcome"]) for row in rows]


def test_each_operation_has_its_own_result(partner: Partner) -> None:
    shipment = ShipmentFactory()
    key = hand_in(
        partner,
        {"op": "take_pickup", "pickup_key": shipment.pickup.key, "item_reference": "mine"},
        scan(code_of(shipment), key="one"),
        scan(code_of(shipment), key="one"),
        scan(code_of(shipment), "beamed_up"),
        scan(code_of(shipment), "delivered", key="one"),
        customs(shipment, "DEMO-TK-1"),
        {"op": "take_pickup", "pickup_key": "0" * 26},
        {"op": "pay_claim", "claim_key": "0" * 26, "reference": "CK-1"},
    )
    assert partner.get(f"batches/{key}").json()["state"] == "queued"
    assert Parcel.objects.get().state == "booked"
    work_on_batches()
    assert results(partner, key) == [
        (1, "succeeded", "done"),
        (2, "succeeded", "stored"),
        (3, "succeeded", "duplicate"),
        (4, "succeeded", "UNKNOWN_EVENT_CODE"),
        (5, "failed", "DEDUPE_KEY_REUSED"),
        (6, "succeeded", "done"),
        (7, "failed", "UNKNOWN_PICKUP"),
        (8, "failed", "UNKNOWN_CLAIM"),
    ]
    told = partner.get(f"batches/{key}").json()
    counts = {name: told[name] for name in ("total", "waiting", "succeeded", "failed", "cancelled")}
    assert counts == {"total": 8, "waiting": 0, "succeeded": 5, "failed": 3, "cancelled": 0}
    assert told["state"] == "completed"
    assert Parcel.objects.get().state == "picked_up"
    first = partner.get(f"batches/{key}/items", limit=1).json()["items"][0]
    assert first["item_reference"] == "mine"
    assert partner.client.get(first["location"], headers=partner.headers).json()["key"] == shipment.pickup.key


def test_a_failed_operation_has_the_problem_that_it_would_have_had_alone(partner: Partner) -> None:
    alone = partner.post(f"shipments/{'0' * 26}/customs", {"customs_reference": "A"}).json()
    key = hand_in(partner, {"op": "set_customs", "shipment_key": "0" * 26, "customs_reference": "A"})
    work_on_batches()
    [item] = partner.get(f"batches/{key}/items", state="failed").json()["items"]
    same = ("type", "title", "status", "code", "detail", "error_source")
    assert {name: item["problem"][name] for name in same} == {name: alone[name] for name in same}
    assert item["problem"]["request_id"]
    assert results(partner, key, state="succeeded") == []


def test_pickups_are_answered_in_order(partner: Partner) -> None:
    pickup = ShipmentFactory().pickup
    day = (now() + timedelta(days=2)).date().isoformat()
    key = hand_in(
        partner,
        {"op": "reschedule_pickup", "pickup_key": pickup.key, "reason": "weather", "day": day},
        {"op": "refuse_pickup", "pickup_key": pickup.key, "reason": "weather", "note": "Ngập"},
    )
    work_on_batches()
    assert results(partner, key) == [(1, "succeeded", "done"), (2, "failed", "PICKUP_CLOSED")]
    moved = Pickup.objects.exclude(key=pickup.key).get()
    assert moved.day.isoformat() == day
    assert BatchItem.objects.get(position=1).location == f"/partner/v1/pickups/{moved.key}"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"operations": []}, "/operations"),
        ({}, "/operations"),
        ({"operations": [{"op": "explode"}]}, "/operations/0"),
        ({"operations": [{**TAKE, "more": 1}]}, "/operations/0/take_pickup/more"),
        ({"operations": [{**TAKE, "pickup_key": 7}]}, "/operations/0/take_pickup/pickup_key"),
        (
            {"operations": [TAKE, {**TAKE, "item_reference": "a\0"}]},
            "/operations/1/take_pickup/item_reference",
        ),
        ({"operations": [{"op": "take_pickup"}]}, "/operations/0/take_pickup/pickup_key"),
        ({"operations": [scan("NNV1", at="yesterday")]}, "/operations/0/event/event/occurred_at"),
        ({"operations": [scan("NNV1")] * 1001}, "/operations"),
    ],
)
def test_what_does_not_keep_to_the_contract_is_refused_whole(
    partner: Partner, body: Any, pointer: str
) -> None:
    refused = partner.post("batches", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "REQUEST_INVALID")
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert not Batch.objects.exists()


def test_each_operation_needs_its_own_scope() -> None:
    some = Partner(scopes=[Scope.EVENTS.value])
    shipment = ShipmentFactory()
    both = {"operations": [scan(code_of(shipment)), customs(shipment, "A")]}
    refused = some.post("batches", both)
    assert (refused.status_code, refused.json()["code"]) == (403, "SCOPE_MISSING")
    assert 'scope="customs"' in refused.headers["WWW-Authenticate"]
    hand_in(some, scan(code_of(shipment)))
    assert deeds.SCOPES.keys() == {"event", *deeds._DEEDS}


def test_a_repeated_request_is_one_batch(partner: Partner) -> None:
    operation = scan(code_of(ShipmentFactory()))
    assert hand_in(partner, operation, key="k") == hand_in(partner, operation, key="k")
    other = partner.post("batches", {"operations": [operation, operation]}, key="k")
    assert other.json()["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert Batch.objects.count() == 1


def test_another_carriers_batch_is_not_there(partner: Partner) -> None:
    mine, stranger = ShipmentFactory(), Partner("ghn")
    key = hand_in(partner, scan(code_of(mine)))
    for path in (f"batches/{key}", f"batches/{key}/items"):
        assert stranger.get(path).json()["code"] == "UNKNOWN_BATCH"
    assert stranger.post(f"batches/{key}/cancel").json()["code"] == "UNKNOWN_BATCH"
    assert stranger.get("batches").json()["items"] == []
    theirs = hand_in(
        stranger,
        {"op": "take_pickup", "pickup_key": mine.pickup.key},
        scan(code_of(mine)),
        customs(mine, "A"),
    )
    Batch.objects.filter(key=key).update(due_at=now() + timedelta(days=1))
    work_on_batches()
    codes = [code for _position, _state, code in results(stranger, theirs)]
    assert codes == ["UNKNOWN_PICKUP", "UNKNOWN_TRACKING_CODE", "UNKNOWN_SHIPMENT"]
    assert Parcel.objects.get().state == "booked"


def test_a_long_batch_of_one_carrier_holds_up_no_other(partner: Partner) -> None:
    shipment, stranger = ShipmentFactory(), Partner("ghn")
    long = hand_in(partner, *[customs(shipment, f"A-{number}") for number in range(30)])
    short = hand_in(stranger, scan("NNV0000000"))
    for batch_id in Batch.objects.order_by("id").values_list("id", flat=True):
        work.step(batch_id, at=now())
    told = [partner.get(f"batches/{long}").json(), stranger.get(f"batches/{short}").json()]
    assert [one["state"] for one in told] == ["running", "completed"]
    assert partner.get(f"batches/{long}").json()["waiting"] == 29


def test_batches_of_one_carrier_are_done_one_after_another(partner: Partner) -> None:
    shipment = ShipmentFactory()
    hand_in(partner, customs(shipment, "FIRST"), customs(shipment, "SECOND"))
    hand_in(partner, customs(shipment, "THIRD"))
    work_on_batches()
    shipment.refresh_from_db()
    assert shipment.customs_reference == "THIRD"


def test_cancelling_leaves_undone_what_waits(partner: Partner) -> None:
    shipment = ShipmentFactory()
    key = hand_in(partner, customs(shipment, "A"), customs(shipment, "B"), customs(shipment, "C"))
    work.step(Batch.objects.get().id, at=now())
    for _again in range(2):
        told = partner.post(f"batches/{key}/cancel").json()
        assert (told["state"], told["succeeded"], told["cancelled"]) == ("cancelled", 1, 2)
    work_on_batches()
    states = [state for _position, state, _code in results(partner, key)]
    assert states == ["succeeded", "cancelled", "cancelled"]
    shipment.refresh_from_db()
    assert shipment.customs_reference == "A"


def test_what_is_done_cannot_be_cancelled(partner: Partner) -> None:
    key = hand_in(partner, scan("NNV0000000"))
    work_on_batches()
    refused = partner.post(f"batches/{key}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "BATCH_CLOSED")


def test_a_revoked_client_does_nothing_more() -> None:
    client = create_client(carrier_code="vnpost", name="a", scopes=list(Scope), actor="system:test", at=now())
    partner = Partner(client=PartnerClient.objects.get(key=client.client.key))
    shipment = ShipmentFactory()
    hand_in(partner, customs(shipment, "A"))
    revoke_client(key=client.client.key, actor="system:test", at=now())
    work_on_batches()
    assert Batch.objects.get().state == "cancelled"
    shipment.refresh_from_db()
    assert shipment.customs_reference == ""


def test_too_many_at_once_are_refused(partner: Partner) -> None:
    for _n in range(MOST_OPEN):
        hand_in(partner, scan("NNV0000000"))
    refused = partner.post("batches", {"operations": [scan("NNV0000000")]})
    assert (refused.status_code, refused.json()["code"]) == (409, "TOO_MANY_BATCHES")
    assert Partner("ghn").post("batches", {"operations": [scan("NNV0000000")]}).status_code == 202
    work_on_batches()
    hand_in(partner, scan("NNV0000000"))


@pytest.mark.parametrize("ends", ["completed", "cancelled"])
def test_the_end_is_told_once_where_it_is_wanted(partner: Partner, ends: str) -> None:
    wants = EndpointFactory(carrier_code="vnpost", event_types=["batch.completed"])
    EndpointFactory(carrier_code="vnpost", event_types=["shipment.booked"])
    EndpointFactory(carrier_code="ghn")
    key = hand_in(partner, scan("NNV0000000"), scan("NNV0000000", at="0001-01-01T00:00:00+14:00"))
    if ends == "cancelled":
        partner.post(f"batches/{key}/cancel")
    work_on_batches()
    work_on_batches()
    message = Message.objects.get()
    assert (message.event_type, Delivery.objects.get().endpoint) == ("batch.completed", wants)
    done = (1, 1, 0) if ends == "completed" else (0, 0, 2)
    data = json.loads(message.body)["data"]
    assert data["batch_key"] == key
    assert (data["state"], data["succeeded"], data["failed"], data["cancelled"]) == (ends, *done)


def test_a_bug_in_one_operation_fails_it_alone(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    shipment = ShipmentFactory()

    def faulty(operation: Any, doer: Any) -> str:
        if operation.customs_reference == "BAD":
            Shipment.objects.update(customs_reference="half done")
            raise RuntimeError("a bug")
        return deeds._set_customs(operation, doer)

    monkeypatch.setitem(deeds._DEEDS, "set_customs", faulty)  # type: ignore[arg-type]
    key = hand_in(partner, customs(shipment, "A"), customs(shipment, "BAD"), scan(code_of(shipment)))
    work_on_batches()
    assert [code for _position, _state, code in results(partner, key)] == ["done", "INTERNAL", "stored"]
    shipment.refresh_from_db()
    assert shipment.customs_reference == "A"


def test_events_that_cannot_be_recorded_together_are_recorded_alone(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = code_of(ShipmentFactory()), code_of(ShipmentFactory())
    plain = work.record_events

    def faulty(**words: Any) -> Any:
        kept = plain(**words)
        if any(event.tracking_code == bad for event in words["events"]):
            raise RuntimeError("a bug")
        return kept

    monkeypatch.setattr(work, "record_events", faulty)
    key = hand_in(partner, scan(good), scan(bad), scan(good, "in_transit"))
    work_on_batches()
    assert [code for _position, _state, code in results(partner, key)] == ["stored", "INTERNAL", "stored"]
    assert TrackingEvent.objects.count() == 2


def test_a_database_that_is_away_is_tried_again_later(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipment = ShipmentFactory()
    key = hand_in(partner, customs(shipment, "A"))

    def away(_operation: Any, _doer: Any) -> str:
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(work, "do", away)
    work_on_batches()
    waiting = Batch.objects.get()
    assert (waiting.state, waiting.failures, waiting.due_at > now()) == ("queued", 1, True)
    monkeypatch.undo()
    assert work_batches(clock=lambda: waiting.due_at) == 1
    assert results(partner, key) == [(1, "succeeded", "done")]


def test_a_thousand_events_are_few_steps_and_derived_soon(partner: Partner) -> None:
    codes = [code_of(ShipmentFactory()) for _n in range(5)]
    key = hand_in(partner, *[scan(codes[number % 5], "in_transit") for number in range(1000)])
    assert work_batches(clock=now) == 5
    assert partner.get(f"batches/{key}").json()["succeeded"] == 1000
    while derive_kept(at=now()):
        pass
    assert set(Parcel.objects.values_list("state", flat=True)) == {"in_transit"}


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    operations = [scan("NNV0000000") for _n in range(rows)]
    key, *_others = [hand_in(partner, *operations) for _n in range(rows)]
    partner.get("batches")
    with django_assert_num_queries(2):
        assert len(partner.get("batches").json()["items"]) == rows
    with django_assert_num_queries(3):
        assert len(partner.get(f"batches/{key}/items").json()["items"]) == rows


def test_lists_lead_from_page_to_page(partner: Partner) -> None:
    keys = [hand_in(partner, *[scan("NNV0000000")] * 3) for _n in range(3)]
    work_on_batches()
    hand_in(partner, scan("NNV0000000"))
    for path, most in ((f"batches/{keys[0]}/items", 3), ("batches", 4)):
        seen, after = 0, dict[str, str]()
        while True:
            page = partner.get(path, limit=2, **after)
            seen += len(page.json()["items"])
            assert ("Link" in page.headers) == page.json()["has_more"]
            if not page.json()["has_more"]:
                break
            after = {"after": page.json()["next"]}
        assert seen == most
    assert len(partner.get("batches", state="queued").json()["items"]) == 1


def test_what_ended_long_ago_is_forgotten(partner: Partner) -> None:
    hand_in(partner, scan("NNV0000000"))
    assert prune_batches(at=now() + 2 * REMEMBERED) == 0
    work_on_batches()
    assert prune_batches(at=now()) == 0
    assert prune_batches(at=now() + REMEMBERED + timedelta(days=1)) == 1
    assert not BatchItem.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_do_each_operation_once(partner: Partner) -> None:
    shipments = [ShipmentFactory() for _n in range(3)]
    for number in range(4):
        hand_in(partner, *mixed(shipments, number))

    def run(_number: int) -> int:
        try:
            return sum(work_batches(clock=now) for _n in range(3))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    work_on_batches()
    each_was_done_once(4)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_again_and_again_does_each_operation_once(partner: Partner) -> None:
    EndpointFactory(carrier_code="vnpost")
    shipments = [ShipmentFactory() for _n in range(3)]
    for number in range(6):
        hand_in(partner, *mixed(shipments, number))
    dice, kills = random.Random(os.environ.get("KILL_SEED")), 0
    with forks(str(connection.settings_dict["NAME"])) as processes:
        while Batch.objects.filter(state__in=["queued", "running"]).exists() and kills < 300:
            child = processes.start(f"{__name__}.work_on")
            time.sleep(dice.uniform(0.005, 0.08))
            os.kill(child, signal.SIGKILL)
            processes.wait(child)
            kills += 1
    sys.stdout.write(f"{kills} kills\n")
    work_on_batches()
    each_was_done_once(6)
    assert kills > 3
    assert Message.objects.filter(event_type="batch.completed").count() == 6


def work_on() -> None:
    """In a process of its own."""
    work_batches(clock=now)


def mixed(shipments: list[Shipment], number: int) -> list[dict[str, Any]]:
    """Runs of events, and between them what writes one line into the audit each time."""
    found = []
    for turn in range(8):
        found += [scan(code_of(shipment), "in_transit") for shipment in shipments]
        found.append(customs(shipments[turn % 3], f"TK-{number}-{turn}"))
    return found


def each_was_done_once(batches: int) -> None:
    assert set(Batch.objects.values_list("state", "succeeded", "failed")) == {("completed", 32, 0)}
    assert TrackingEvent.objects.count() == 24 * batches
    assert set(BatchItem.objects.filter(op="event").values_list("outcome", flat=True)) == {"stored"}
    written = AuditRecord.objects.filter(action="shipment.customs")
    told = Counter(str(row.data) for row in written)
    assert (len(told), set(told.values())) == (8 * batches, {1})

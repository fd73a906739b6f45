"""What is asked badly is answered clearly, and what is asked twice is done once."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from logistics.dispatch.models import TrackingEvent
from logistics.dispatch.operations import record_events
from tests.factories.dispatch import ShipmentFactory, code_of
from tests.factories.partner_api import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return Partner()


def item(tracking: str, **changes: Any) -> dict[str, Any]:
    return {
        "tracking_code": tracking,
        "code": "picked_up",
        "occurred_at": "2026-06-10T10:00:00+07:00",
        "dedupe_key": "evt-1",
    } | changes


def code_and_status(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["request_id"] == answer.headers["X-Request-ID"]
    assert body["type"] == f"urn:nhanong:problem:{body['code'].lower().replace('_', '-')}"
    return answer.status_code, body["code"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"occurred_at": "2026-06-10T10:00:00"}, "/events/0/occurred_at"),
        ({"occurred_at": 1_780_000_000}, "/events/0/occurred_at"),
        ({"occurred_at": "2026-13-40T10:00:00Z"}, "/events/0/occurred_at"),
        ({"code": "picked up"}, "/events/0/code"),
        ({"code": None}, "/events/0/code"),
        ({"dedupe_key": ""}, "/events/0/dedupe_key"),
        ({"dedupe_key": "x" * 101}, "/events/0/dedupe_key"),
        ({"tracking_code": "NNV\u0000"}, "/events/0/tracking_code"),
        ({"note": "a\u0000b"}, "/events/0/note"),
        ({"note": "x" * 501}, "/events/0/note"),
        ({"amount_dong": -1}, "/events/0/amount_dong"),
        ({"amount_dong": "5"}, "/events/0/amount_dong"),
        ({"amount_dong": True}, "/events/0/amount_dong"),
        ({"amount_dong": 10**30}, "/events/0/amount_dong"),
        ({"amount_dong": 1.5}, "/events/0/amount_dong"),
        ({"weather": "rain"}, "/events/0/weather"),
    ],
)
def test_a_field_that_is_wrong_is_pointed_at(partner: Partner, change: dict[str, Any], pointer: str) -> None:
    answer = partner.tell(item("NNV483920175628", **change))
    assert code_and_status(answer) == (422, "REQUEST_INVALID")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert TrackingEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "REQUEST_INVALID"),
        (b"{", 400, "NOT_READABLE"),
        (b'{"events": NaN}', 400, "NOT_READABLE"),
        (b'{"events": ["\\ud800"]}', 400, "NOT_READABLE"),
        (b"\xff\xfe", 400, "NOT_READABLE"),
        (b"[" * 100_000, 400, "NOT_READABLE"),
        (b"[]", 422, "REQUEST_INVALID"),
        (b"null", 422, "REQUEST_INVALID"),
        (b'"events"', 422, "REQUEST_INVALID"),
        (b"5", 422, "REQUEST_INVALID"),
        (b'{"events": []}', 422, "REQUEST_INVALID"),
        (b'{"events": {}}', 422, "REQUEST_INVALID"),
        (b'{"events": [[]]}', 422, "REQUEST_INVALID"),
        (json.dumps({"events": [item("NNV483920175628")] * 1001}).encode(), 422, "REQUEST_INVALID"),
        (b'{"events": "' + b"x" * 2_200_000 + b'"}', 413, "BODY_TOO_LARGE"),
    ],
)
def test_bodies_that_cannot_be_read(partner: Partner, body: bytes, status: int, code: str) -> None:
    assert code_and_status(partner.post("events", body)) == (status, code)


def test_other_kinds_of_body_are_not_taken(partner: Partner) -> None:
    answer = partner.post("events", b"a=1", content_type="application/x-www-form-urlencoded")
    assert code_and_status(answer) == (415, "NOT_JSON")


@pytest.mark.parametrize("path", ["", "nothing", "pickups/", "pickups/%00", "parcels/%00", "events/x"])
def test_there_is_nothing_elsewhere(partner: Partner, path: str) -> None:
    assert code_and_status(partner.get(path)) == (404, "NOT_FOUND")


def test_other_methods_are_named(partner: Partner) -> None:
    answer = partner.get("sensor-events")
    assert code_and_status(answer) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("name", ["day", "state", "commune_code", "limit", "after"])
@pytest.mark.parametrize("value", ["\u0000", "x", "-1", "99999999999999999999"])
def test_queries_that_mean_nothing(partner: Partner, name: str, value: str) -> None:
    answer = partner.get("pickups", **{name: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == name


@pytest.mark.parametrize(
    "cursor", ["A" * 24, "MjAyNi0wNi0xMCBhIGIgYyBk", "MjAyNi05OS05OSAwMDAwMDAwMDAwMDAwMDAw"]
)
def test_a_cursor_that_is_not_ours(partner: Partner, cursor: str) -> None:
    assert code_and_status(partner.get("pickups", after=cursor)) == (422, "CURSOR_INVALID")


def test_a_post_needs_a_key(partner: Partner) -> None:
    body = json.dumps({"events": [item("NNV483920175628")]})
    for headers in ({}, {"Idempotency-Key": "ü"}, {"Idempotency-Key": "x" * 129}):
        answer = partner.client.post(
            "/partner/v1/events", body, content_type="application/json", headers=partner.headers | headers
        )
        code = "IDEMPOTENCY_KEY_INVALID" if headers else "IDEMPOTENCY_KEY_MISSING"
        assert code_and_status(answer) == (400, code)


def test_the_same_request_gets_the_same_answer(partner: Partner) -> None:
    event = item(code_of(ShipmentFactory()))
    first, again, quoted = (partner.tell(event, key=key) for key in ("k1", "k1", '"k1"'))
    assert first.json() == again.json() == quoted.json()
    assert first.json()["stored"] == 1
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert TrackingEvent.objects.count() == 1


def test_a_key_for_another_request_is_refused(partner: Partner) -> None:
    event = item(code_of(ShipmentFactory()))
    partner.tell(event, key="k1")
    assert code_and_status(partner.tell(item("NNV1"), key="k1")) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_another_carriers_same_key_is_another_key(partner: Partner) -> None:
    event = item(code_of(ShipmentFactory()))
    partner.tell(event, key="k1")
    assert Partner("ghn").tell(event, key="k1").json()["kept"] == 1


def test_a_failed_request_may_be_tried_again_with_its_key(partner: Partner) -> None:
    pickup = ShipmentFactory().pickup
    assert partner.post(f"pickups/{'0' * 26}/take", key="k1").status_code == 404
    assert partner.post(f"pickups/{pickup.key}/take", key="k1").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_request_eight_times_at_once_is_one() -> None:
    partner, event = Partner(), item(code_of(ShipmentFactory()))

    def send(_n: int) -> Any:
        try:
            return partner.tell(event, key="k1").json()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert [answer["stored"] for answer in answers] == [1] * 8
    assert TrackingEvent.objects.count() == 1


def test_a_bug_is_masked_and_named(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(**_everything: Any) -> None:
        raise RuntimeError("secret words")

    assert record_events
    monkeypatch.setattr("logistics.partner_api.endpoints.parcels.record_events", bug)
    answer = partner.tell(item("NNV1"))
    assert code_and_status(answer) == (500, "INTERNAL")
    assert "secret words" not in answer.content.decode()


def test_a_request_keeps_the_name_it_was_given(partner: Partner) -> None:
    answer = partner.client.get(
        "/partner/v1/me", headers=partner.headers | {"X-Request-ID": "from-the-proxy-1"}
    )
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"

"""The desk of the demo's carriers: what it shows of them, and what its buttons do over there."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.dispatch import ShipmentFactory, code_of
from tests.support.carrier import Fake, running

pytestmark = pytest.mark.django_db
DESK = "/hang-demo"
CREATE = "/ghn/shiip/public-api/v2/shipping-order/create"
ORDER = {
    "to_name": "Người mua demo 1", "to_phone": "0900000701", "to_address": "Số 1", "to_ward_name": "Hồng Hà",
    "to_province_name": "Hà Nội", "weight": 3_000, "cod_amount": 150_000,
}  # fmt: skip


@pytest.fixture
def fake(tmp_path: Path, settings: LazySettings) -> Iterator[Fake]:
    with running(tmp_path) as there:
        settings.FAKE_CARRIER_URL = there.url
        yield there


def book(fake: Fake, number: str) -> str:
    body = json.dumps(ORDER | {"client_order_code": number}).encode()
    headers = {"token": "demo-token", "shopid": "885"}
    with urllib.request.urlopen(
        urllib.request.Request(fake.url + CREATE, data=body, headers=headers), timeout=5
    ) as answer:
        return str(json.load(answer)["data"]["order_code"])


def test_there_is_no_desk_where_there_are_no_such_carriers(client: Client, settings: LazySettings) -> None:
    settings.FAKE_CARRIER_URL = ""
    assert client.get(DESK).status_code == 404
    settings.FAKE_CARRIER_URL = "http://127.0.0.1:9"
    settings.DEMO_INBOX = settings.DEBUG = False
    assert client.get(DESK).status_code == 404
    assert client.post(DESK, {"bat": "double"}).status_code == 404


def test_carriers_that_do_not_answer_are_said_to_be_silent(client: Client, settings: LazySettings) -> None:
    settings.FAKE_CARRIER_URL = "http://127.0.0.1:9"
    assert "Hãng demo không trả lời" in client.get(DESK).content.decode()
    page = client.post(DESK, {"bat": "double"}, follow=True).content.decode()
    assert "Tải lại trang rồi thử lại" in page


def test_an_empty_desk_says_how_parcels_come(client: Client, fake: Fake) -> None:
    assert fake.orders() == []
    assert "Chưa có kiện nào" in client.get(DESK).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_parcels_lead_to_what_their_buyers_see_with_one_statement(
    client: Client, fake: Fake, count: int
) -> None:
    waybills = [book(fake, code_of(ShipmentFactory.create())) for _number in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(DESK).content.decode()
    assert len([query for query in asked if "dispatch_parcel" in query["sql"]]) == 1
    assert len(asked) == 1
    for waybill in waybills:
        assert waybill in page
    assert page.count("Người mua thấy gì") == count
    assert "150.000" in page


def test_buttons_move_the_parcel_there(client: Client, fake: Fake) -> None:
    waybill = book(fake, "NNV000000000001")
    for what, status in (("next", "picking"), ("failed", "delivery_fail"), ("lost", "lost")):
        sent = client.post(DESK, {"viec": what, "hang": "ghn", "don": waybill})
        assert (sent.status_code, sent["Location"]) == (302, DESK)
        assert fake.orders()[0]["status"] == status
    page = client.get(DESK).content.decode()
    assert "Thất lạc" in page
    assert 'name="viec"' not in page


def test_switches_go_on_and_off_and_faults_are_counted(client: Client, fake: Fake) -> None:
    client.post(DESK, {"bat": "double"})
    client.post(DESK, {"bat": "story_seconds"})
    client.post(DESK, {"loi": "fail"})
    knobs = fake.state["knobs"]
    assert (knobs["double"], knobs["story_seconds"], knobs["fail"][0]["times"]) == (True, 30, 3)
    assert "còn 3 lần gọi" in client.get(DESK).content.decode()
    client.post(DESK, {"tat": "double"})
    assert not fake.state["knobs"]["double"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"viec": "next"},
        {"viec": "next", "hang": "ghn", "don": "L9999999"},
        {"viec": "next", "hang": "../_control", "don": "x" * 5_000},
        {"viec": "explode", "hang": "ghn", "don": "L1"},
        {"bat": "hooks"},
        {"loi": "drop"},
        {"tat": "shop"},
    ],
)
def test_what_is_not_on_the_page_changes_nothing(client: Client, fake: Fake, sent: dict[str, str]) -> None:
    book(fake, "NNV000000000001")
    before = fake.state
    assert client.post(DESK, sent).status_code == 302
    after = fake.state  # how many messages wait changes by itself
    assert (after["knobs"], after["orders"]) == (before["knobs"], before["orders"])


def test_a_form_of_another_site_is_refused(fake: Fake) -> None:
    assert Client(enforce_csrf_checks=True).post(DESK, {"bat": "double"}).status_code == 403
    assert not fake.state["knobs"]["double"]


def test_it_reads_english(client: Client, fake: Fake, settings: LazySettings) -> None:
    book(fake, "NNV000000000001")
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    page = client.get(DESK).content.decode()
    for words in ("Demo carriers", "Go on", "Recipient refuses"):
        assert words in page

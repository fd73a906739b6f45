"""The demo's carriers by themselves: what a person at their desk may turn, how far a parcel goes alone."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from config.demo.fake_carrier import stories
from config.demo.fake_carrier.books import BOOKS
from config.local.processes import wait_until
from logistics.carriers.enums import Step
from logistics.carriers.registry import ADAPTERS
from tests.support.carrier import Fake, running

GHN = {"token": "demo-token", "shopid": "885"}
ORDER = {
    "to_name": "Người mua demo 1", "to_phone": "0900000701", "to_address": "Số 1", "to_ward_name": "Hồng Hà",
    "to_province_name": "Hà Nội", "weight": 3_000, "cod_amount": 150_000,
}  # fmt: skip
MEANT = {
    "failed": Step.DELIVERY_FAILED,
    "refused": Step.RETURNING,
    "lost": Step.LOST,
    "damaged": Step.DAMAGED,
}


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Fake]:
    with running(tmp_path) as there:
        yield there


def post(fake: Fake, path: str, body: Any, **headers: str) -> tuple[int, Any]:
    request = urllib.request.Request(f"{fake.url}{path}", data=json.dumps(body).encode(), headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def booked(fake: Fake, number: str = "NN-1") -> str:
    path = "/ghn/shiip/public-api/v2/shipping-order/create"
    status, body = post(fake, path, ORDER | {"client_order_code": number}, **GHN)
    assert status == 200
    return str(body["data"]["order_code"])


def step(fake: Fake, waybill: str, what: str) -> str:
    fake.turn(step={"carrier": "ghn", "waybill": waybill, "what": what})
    return str(fake.orders()[0]["status"])


@pytest.mark.parametrize("code", sorted(BOOKS))
def test_each_story_ends_and_says_what_our_tables_know(code: str) -> None:
    book, statuses = BOOKS[code], ADAPTERS[code].statuses
    road = _whole_road(book, book.STORY[0])
    assert road == list(book.STORY)
    assert Step.UNKNOWN not in {statuses.read(status).step for status in (*road, *book.ENDS, *book.BACK)}
    for what, status in book.MISHAPS.items():
        assert statuses.read(status).step == MEANT[what]
    assert statuses.read(stories.NOT_KNOWN).step == Step.UNKNOWN


def _whole_road(book: ModuleType, first: str) -> list[str]:
    road = [first]
    order: dict[str, Any] = {"status": first, "history": [{"status": first}]}
    while following := stories.next_code(book, order):
        road.append(following)
        order = {"status": following, "history": [{"status": status} for status in road]}
    return road


def test_a_parcel_is_led_by_hand_through_a_failed_attempt_to_the_door(fake: Fake) -> None:
    waybill = booked(fake)
    told = [step(fake, waybill, "next") for _once in range(5)]
    assert told == ["picking", "picked", "storing", "transporting", "delivering"]
    assert step(fake, waybill, "failed") == "delivery_fail"
    assert [step(fake, waybill, "next") for _once in range(2)] == ["delivering", "delivered"]


def test_what_goes_back_arrives_there(fake: Fake) -> None:
    waybill = booked(fake)
    step(fake, waybill, "next")
    assert step(fake, waybill, "refused") == "return"
    assert step(fake, waybill, "next") == "returned"


@pytest.mark.parametrize("end", ["lost", "damaged"])
def test_after_an_end_nothing_more_may_happen(fake: Fake, end: str) -> None:
    waybill = booked(fake)
    status = step(fake, waybill, end)
    for what in ("next", "failed", "unknown"):
        answer, body = post(fake, "/_control", {"step": {"carrier": "ghn", "waybill": waybill, "what": what}})
        assert answer == 400
        assert what in body["error"]
    assert fake.orders()[0]["status"] == status
    assert (fake.orders()[0]["next"], fake.orders()[0]["mishaps"]) == ("", [])


def test_stories_are_switched_on_for_what_is_there_and_off_again(fake: Fake) -> None:
    booked(fake)
    assert fake.orders()[0]["status"] == "ready_to_pick"
    fake.turn(story_seconds=0.05)
    assert wait_until(lambda: fake.orders()[0]["status"] == "delivered", seconds=10)
    booked(fake, "NN-2")
    fake.turn(story_seconds=0)
    standing = [order["status"] for order in fake.orders()]
    assert not wait_until(lambda: [o["status"] for o in fake.orders()] != standing, seconds=0.5)


@pytest.mark.parametrize(
    "wanted",
    [
        {"dobule": True},
        {"step": {"carrier": "ghn", "waybill": "L0000000", "what": "next"}},
        {"step": {"carrier": "pigeon", "waybill": "L0000000", "what": "next"}},
        {"step": {"carrier": "ghn"}},
        {"step": "next"},
        {"double": True, "step": {"carrier": "ghn", "waybill": "L0000000", "what": "next"}},
        [],
        "x" * 10_000,
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(fake: Fake, wanted: Any) -> None:
    status, body = post(fake, "/_control", wanted)
    assert status == 400
    assert body["error"]
    assert not fake.state["knobs"]["double"]


def test_a_page_of_another_site_turns_nothing(fake: Fake) -> None:
    assert post(fake, "/_control", {"double": True}, **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert not fake.state["knobs"]["double"]


def test_the_newest_parcels_come_first_and_no_more_than_asked_for(fake: Fake) -> None:
    waybills = [booked(fake, f"NN-{number}") for number in range(3)]
    with urllib.request.urlopen(f"{fake.url}/_control?newest=2", timeout=5) as answer:
        shown = [order["waybill"] for order in json.load(answer)["orders"]]
    assert shown == [waybills[2], waybills[1]]

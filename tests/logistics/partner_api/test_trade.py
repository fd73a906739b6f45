"""A courier's day over the API: the list, the labels, the road, the cash."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from tests.factories.dispatch import TODAY, TOWN, ShipmentFactory, code_of
from tests.factories.partner_api import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]


@pytest.fixture
def partner() -> Partner:
    return Partner()


def report(code: str, what: str, hour: int, **rest: Any) -> dict[str, Any]:
    at = f"2026-06-10T{hour:02}:00:00+07:00"
    return {"tracking_code": code, "code": what, "occurred_at": at, "dedupe_key": f"{what}-{hour}"} | rest


def test_from_the_pickup_to_the_cash(partner: Partner) -> None:
    shipment = ShipmentFactory(cod_dong=350_000)
    [pickup] = partner.get("pickups", day="2026-06-10", state="offered").json()["items"]
    assert partner.post(f"pickups/{pickup['key']}/take").json()["state"] == "taken"
    [listed] = pickup["shipments"]
    assert (listed["key"], listed["cod_dong"], listed["held"]) == (shipment.key, 350_000, False)
    assert listed["sender"]["place"] == "Xã Thanh Hà, Hải Phòng"
    code = listed["parcels"][0]["tracking_code"]

    results = partner.tell(
        report(code, "picked_up", 10),
        report(code, "delivered", 20),
        report(code, "cod_collected", 20, amount_dong=350_000),
        report(code, "beamed_up", 20),
        report("NNV000000000000", "delivered", 21),
    ).json()
    assert [(item["status"], item["code"]) for item in results["items"]] == [
        ("stored", ""),
        ("stored", ""),
        ("stored", ""),
        ("kept", "UNKNOWN_EVENT_CODE"),
        ("kept", "UNKNOWN_TRACKING_CODE"),
    ]
    assert (results["stored"], results["kept"]) == (3, 2)

    parcel = partner.get(f"parcels/{code.lower()}").json()
    assert (parcel["state"], len(parcel["events"])) == ("delivered", 4)

    remitted = partner.post(
        "remittances",
        {
            "reference": "BK-1",
            "total_dong": 350_000,
            "lines": [{"tracking_code": code, "amount_dong": 350_000, "fee_dong": 3500}],
        },
    )
    assert remitted.status_code == 201
    assert [line["state"] for line in remitted.json()["lines"]] == ["matched"]
    assert partner.get("remittances/BK-1").json() == remitted.json()
    assert Partner("ghn").get("remittances/BK-1").status_code == 404


def test_a_list_that_does_not_add_up_is_refused(partner: Partner) -> None:
    body = {"reference": "BK-1", "total_dong": 5, "lines": [{"tracking_code": "NNV1", "amount_dong": 6}]}
    answer = partner.post("remittances", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "REMITTANCE_TOTAL_WRONG")
    assert answer.json()["errors"][0]["pointer"] == "/total_dong"


def test_a_reference_for_another_list_is_refused(partner: Partner) -> None:
    for amount, status in ((5, 201), (6, 409)):
        lines = [{"tracking_code": "NNV1", "amount_dong": amount}]
        body = {"reference": "BK-1", "total_dong": amount, "lines": lines}
        assert partner.post("remittances", body).status_code == status


def test_a_held_shipment_says_so_and_stays(partner: Partner) -> None:
    held = ShipmentFactory(released=False)
    [pickup] = partner.get("pickups").json()["items"]
    assert pickup["shipments"][0]["held"] is True
    results = partner.tell(report(code_of(held), "picked_up", 10)).json()
    assert results["items"][0]["code"] == "SHIPMENT_HELD"


def test_labels_of_a_box_and_of_a_pickup(partner: Partner) -> None:
    shipment = ShipmentFactory(boxes=2)
    for path, pages in (
        (f"parcels/{code_of(shipment)}/label", 1),
        (f"pickups/{shipment.pickup.key}/labels", 2),
    ):
        answer = partner.get(path)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert len(PdfReader(BytesIO(answer.getvalue())).pages) == pages


def test_pages_follow_each_other_to_the_end(partner: Partner) -> None:
    for day in range(1, 8):
        ShipmentFactory(pickup__day=TODAY.replace(day=day))
        ShipmentFactory(pickup__day=TODAY.replace(day=day), pickup__commune_code=TOWN)
    days, after, pages = [], "", 0
    while after is not None:
        answer = partner.get("pickups", limit=4, **({"after": after} if after else {}))
        page = answer.json()
        days += [item["day"] for item in page["items"]]
        after, pages = page["next"], pages + 1
        assert ("Link" in answer.headers) == page["has_more"]
    assert pages == 4
    assert days == [f"2026-06-{day:02}" for day in range(1, 8) for _two in range(2)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_the_same_statements(
    partner: Partner, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(count):
        ShipmentFactory(boxes=2)
    partner.get("me")
    with django_assert_num_queries(5):
        [pickup] = partner.get("pickups").json()["items"]
    assert len(pickup["shipments"]) == count


def test_a_parcel_takes_three_statements(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    code = code_of(ShipmentFactory())
    partner.tell(report(code, "picked_up", 10))
    with django_assert_num_queries(3):
        partner.get(f"parcels/{code}")

"""What stands beside a courier's day: lists, refused and moved pickups, manifests, quotes, customs."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from kernel.clock import now
from logistics.dispatch.models import Pickup, TrackingEvent
from tests.factories.dispatch import ShipmentFactory, code_of
from tests.factories.partner_api import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
SCANNED_AT = "2026-06-10T10:00:00+07:00"


@pytest.fixture
def partner() -> Partner:
    return Partner()


def items(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.content
    return list(answer.json()["items"])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("shipments", 4), ("parcels", 2)])
def test_a_list_costs_the_same_for_one_and_for_three(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries, path: str, queries: int, count: int
) -> None:
    for _ in range(count):
        ShipmentFactory()
    partner.get(path)
    with django_assert_num_queries(queries):  # the token, then the rows and what hangs on them
        assert len(items(partner.get(path))) == count


@pytest.mark.parametrize("path", ["shipments", "parcels"])
def test_pages_lead_to_each_other_and_miss_nothing(partner: Partner, path: str) -> None:
    for _ in range(5):
        ShipmentFactory()
    seen, after = list[Any](), dict[str, str]()
    while True:
        answer = partner.get(path, limit="2", **after)
        seen += items(answer)
        if not answer.json()["has_more"]:
            break
        assert f"after={answer.json()['next']}" in answer.headers["Link"]
        after = {"after": answer.json()["next"]}
    names = [row.get("key") or row["tracking_code"] for row in seen]
    assert len(names) == len(set(names)) == 5


def test_another_carriers_things_are_not_there(partner: Partner) -> None:
    shipment, stranger = ShipmentFactory(), Partner("ghn")
    for path in (f"shipments/{shipment.key}", f"shipments/{shipment.key}/customs"):
        assert partner.get(path).status_code == 200
        assert stranger.get(path).status_code == 404
    for path in ("shipments", "parcels", "manifests", "claims"):
        assert items(stranger.get(path)) == []
    body = {"customs_reference": "DEMO-TK-1"}
    assert stranger.post(f"shipments/{shipment.key}/customs", body).status_code == 404
    for verb in ("refuse", "take"):
        given = {"reason": "weather"} if verb == "refuse" else {}
        assert stranger.post(f"pickups/{shipment.pickup.key}/{verb}", given).status_code == 404


def test_a_refused_pickup_waits_for_the_next_day(partner: Partner) -> None:
    pickup = ShipmentFactory().pickup
    refused = partner.post(f"pickups/{pickup.key}/refuse", {"reason": "weather", "note": "Ngập"})
    assert refused.json().get("state") == "refused", refused.content
    assert Pickup.objects.exclude(key=pickup.key).get().day > pickup.day
    assert partner.post(f"pickups/{pickup.key}/take").status_code == 404  # nothing is left in it


def test_a_pickup_cannot_be_moved_to_any_day(partner: Partner) -> None:
    pickup = ShipmentFactory().pickup
    far = partner.post(f"pickups/{pickup.key}/reschedule", {"reason": "weather", "day": "2099-01-01"})
    assert (far.status_code, far.json()["errors"][0]["pointer"]) == (409, "/day")
    pickup.refresh_from_db()
    assert pickup.state == "offered"


def test_a_manifest_names_what_differs(partner: Partner) -> None:
    here, held = ShipmentFactory(), ShipmentFactory(released=False)
    body = {
        "reference": "BB-1",
        "pickup_key": here.pickup.key,
        "scanned_at": (now() - timedelta(hours=1)).isoformat(),
        "tracking_codes": [code_of(here), code_of(held), "NNV000000000000"],
    }
    made = partner.post("manifests", body)
    assert made.status_code == 201, made.content
    results = {line["tracking_code"]: line["result"] for line in made.json()["lines"]}
    assert (results[code_of(here)], results[code_of(held)]) == ("handed_over", "held")
    assert results["NNV000000000000"] == "unknown"
    assert partner.get(f"manifests/{made.json()['key']}").json() == made.json()
    assert [row["reference"] for row in items(partner.get("manifests"))] == ["BB-1"]


def test_events_are_read_back_by_the_time_they_happened(partner: Partner) -> None:
    code = code_of(ShipmentFactory())
    partner.tell(
        {"tracking_code": code, "code": "picked_up", "occurred_at": SCANNED_AT, "dedupe_key": "a"},
        {"tracking_code": code, "code": "beamed_up", "occurred_at": SCANNED_AT, "dedupe_key": "b"},
    )
    asked = {"since": "2026-06-10T00:00:00Z", "until": "2026-06-11T00:00:00Z"}
    assert [row["dedupe_key"] for row in items(partner.get("events", **asked))] == ["a", "b"]
    assert items(partner.get("events", since=asked["until"], until=asked["since"])) == []
    assert items(partner.get("events", since="0001-01-01T00:00:00Z", until="9999-12-31T23:59:59Z")) == []
    assert TrackingEvent.objects.count() == 2


def test_a_quote_is_what_our_buyers_are_offered(partner: Partner) -> None:
    shipment = ShipmentFactory()
    body = {
        "sender_commune_code": shipment.sender_commune_code,
        "recipient_commune_code": shipment.recipient_commune_code,
        "gross_g": 5_200,
    }
    offers = partner.post("quotes", body).json()["offers"]
    assert {offer["service_code"].partition(":")[0] for offer in offers} == {"vnpost"}
    assert all(offer["price_dong"] > 0 for offer in offers if not offer["refused"])
    unknown = partner.post("quotes", {**body, "sender_commune_code": "99999"})
    assert unknown.status_code in (404, 409)


def test_a_customs_number_is_kept_and_read_back(partner: Partner) -> None:
    shipment = ShipmentFactory()
    done = partner.post(f"shipments/{shipment.key}/customs", {"customs_reference": "DEMO-TK-1"})
    assert done.json()["customs_reference"] == "DEMO-TK-1"
    assert partner.get(f"shipments/{shipment.key}/customs").json() == done.json()
    bad = partner.post(f"shipments/{shipment.key}/customs", {"customs_reference": "x\u0000"})
    assert bad.status_code == 422


def hand_in(partner: Partner, reference: str, *codes: str) -> None:
    lines = [{"tracking_code": code, "amount_dong": 350_000, "fee_dong": 3500} for code in codes]
    body = {"reference": reference, "total_dong": 350_000 * len(codes), "lines": lines}
    assert partner.post("remittances", body).status_code == 201


def test_lists_of_cash_come_page_by_page_with_what_is_settled(partner: Partner) -> None:
    code = code_of(ShipmentFactory(cod_dong=350_000))
    hand_in(partner, "BK-1", code, "NNV000000000001")
    hand_in(partner, "BK-2", "NNV000000000002")
    first = partner.get("remittances", limit=1).json()
    assert [(row["reference"], row["lines"], row["matched"]) for row in first["items"]] == [("BK-1", 2, 0)]
    assert first["has_more"]
    rest = partner.get("remittances", limit=1, after=first["next"])
    assert [row["reference"] for row in rest.json()["items"]] == ["BK-2"]
    assert "Link" not in rest
    assert Partner("ghn").get("remittances").json()["items"] == []


def test_the_lines_of_a_list_come_page_by_page_and_by_state(partner: Partner) -> None:
    code = code_of(ShipmentFactory(cod_dong=350_000))
    hand_in(partner, "BK-1", code, *(f"NNV{number:012}" for number in range(12)))
    first = partner.get("remittances/BK-1/lines", limit=10).json()
    rest = partner.get("remittances/BK-1/lines", limit=10, after=first["next"]).json()
    positions = [line["position"] for line in [*first["items"], *rest["items"]]]
    assert (positions, rest["has_more"]) == (list(range(1, 14)), False)
    [early] = partner.get("remittances/BK-1/lines", state="early").json()["items"]
    assert (early["tracking_code"], early["expected_dong"]) == (code, 350_000)
    assert partner.get("remittances/BK-1/lines", after="bm8").json()["code"] == "CURSOR_INVALID"
    assert Partner("ghn").get("remittances/BK-1/lines").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_cash_and_their_lines_take_three_statements(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        hand_in(partner, f"BK-{number}", *(code_of(ShipmentFactory(cod_dong=350_000)) for _ in range(count)))
    partner.get("me")
    with django_assert_num_queries(2):
        assert len(partner.get("remittances").json()["items"]) == count
    with django_assert_num_queries(3):
        assert len(partner.get("remittances/BK-0/lines").json()["items"]) == count

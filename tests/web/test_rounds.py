"""The post office's rounds: vehicles, map, list, the courier's pass; and what the household is told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.clock import now, standing_at
from logistics.rounds.models import Base, Plan, Vehicle
from logistics.rounds.operations import make_plan, want_plan
from logistics.rounds.passes import issue_pass
from tests.factories.dispatch import FARM, TODAY, ShipmentFactory
from tests.factories.orders import seller_of
from tests.factories.rounds import VehicleFactory, YardFactory
from tests.web.test_post import booked, operator

pytestmark = pytest.mark.usefixtures("shop")
OFFICE = f"vnpost-{FARM}"
A_VAN = {
    "name": "34C-000.01",
    "courier": "Bùi Văn Tới",
    "kind": "van",
    "capacity_kg": "500",
    "chilled_kg": "100",
    "from_time": "07:00",
    "to_time": "17:30",
    "trips": "2",
}


def planned(stops: int = 2) -> Plan:
    vehicle = VehicleFactory()
    for number in range(stops):
        ShipmentFactory(sender_address=f"Thôn {number}", chilled=number == 0, gross_g=5200)
    YardFactory(address="Thôn 1", latitude=20.95, longitude=106.40)
    asked = want_plan(base=vehicle.base, day=TODAY, at=now())
    made = make_plan(plan_id=asked.id, seconds=0.1, at=now())
    assert made is not None
    return made


def test_an_office_names_its_vehicles_first() -> None:
    client = operator(OFFICE)
    assert client.get("/buu-cuc/chuyen-xe").headers["Location"] == "/buu-cuc/xe"
    assert client.post("/buu-cuc/xe", A_VAN).status_code == 302
    vehicle = Vehicle.objects.get()
    assert (vehicle.capacity_g, vehicle.chilled_g, vehicle.trips) == (500_000, 100_000, 2)
    assert vehicle.base.office_code == OFFICE
    assert "34C-000.01" in client.get("/buu-cuc/xe").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"capacity_kg": "0"},
        {"capacity_kg": "một tạ"},
        {"chilled_kg": "501"},
        {"to_time": "06:00"},
        {"trips": "99"},
        {"name": ""},
        {"kind": "rocket"},
    ],
)
def test_a_vehicle_that_cannot_be_is_said_at_its_field(wrong: dict[str, str]) -> None:
    answer = operator(OFFICE).post("/buu-cuc/xe", A_VAN | wrong)
    assert answer.status_code == 200
    assert "field-wrong" in answer.content.decode() or "error" in answer.content.decode()
    assert not Vehicle.objects.exists()


def test_the_rounds_are_drawn_and_listed() -> None:
    planned()
    html = operator(OFFICE).get(f"/buu-cuc/chuyen-xe?ngay={TODAY}").content.decode()
    assert "1 chuyến xe" in html
    assert html.count("<polyline") == 1
    assert html.count('class="mark"') + html.count('class="mark mark-about"') == 2
    assert html.count("mark-about") == 1
    assert "Thôn 0" in html
    assert "Thôn 1" in html
    assert "5,2\xa0kg hàng lạnh" in html


def test_without_a_plan_one_is_asked_for() -> None:
    VehicleFactory()
    client = operator(OFFICE)
    page = client.get(f"/buu-cuc/chuyen-xe?ngay={TODAY}")
    assert "Chưa chia chuyến" in page.content.decode()
    client.post(f"/buu-cuc/chuyen-xe/chia?ngay={TODAY}")
    assert Plan.objects.get().wanted_at is not None
    assert 'http-equiv="refresh"' in client.get(f"/buu-cuc/chuyen-xe?ngay={TODAY}").content.decode()


def test_what_no_vehicle_can_make_stands_below() -> None:
    vehicle = VehicleFactory(capacity_g=1_000, chilled_g=0)
    ShipmentFactory(sender_address="Thôn nặng")
    asked = want_plan(base=vehicle.base, day=TODAY, at=now())
    make_plan(plan_id=asked.id, seconds=0.1, at=now())
    html = operator(OFFICE).get(f"/buu-cuc/chuyen-xe?ngay={TODAY}").content.decode()
    assert "Không xe nào chở kịp" in html
    assert "Thôn nặng" in html


def test_another_office_sees_and_changes_nothing_of_it() -> None:
    planned()
    stranger = operator("vnpost-00166")
    key = Vehicle.objects.get().key
    assert stranger.get("/buu-cuc/chuyen-xe").status_code == 302
    assert stranger.get(f"/buu-cuc/xe/{key}/the").status_code == 404
    assert stranger.post(f"/buu-cuc/xe/{key}/thoi").status_code == 404
    assert operator("ghn").get(f"/buu-cuc/xe/{key}/the").status_code == 404
    assert Client().get("/buu-cuc/chuyen-xe").status_code == 302
    assert Vehicle.objects.get().retired_at is None


@pytest.mark.parametrize("stops", [1, 3])
def test_the_page_costs_the_same_however_many_call(stops: int) -> None:
    planned(stops)
    client = operator(OFFICE)
    client.get("/buu-cuc/chuyen-xe")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/buu-cuc/chuyen-xe?ngay={TODAY}")
    assert len([row for row in asked if "rounds_" in row["sql"] or "dispatch_" in row["sql"]]) == 7


def test_the_courier_shows_a_pass_that_anybody_checks() -> None:
    vehicle = VehicleFactory()
    client = operator(OFFICE)
    html = client.get(f"/buu-cuc/xe/{vehicle.key}/the").content.decode()
    assert "<svg" in html
    text = issue_pass(vehicle=vehicle, at=now())
    said = Client().get(f"/the/{text}").content.decode()
    assert "Bùi Văn Tới" in said
    assert "Bưu cục Xã Thanh Hà" in said
    assert vehicle.name not in said


@pytest.mark.parametrize("change", ["expired", "retired", "other driver", "forged", "cut", "of another"])
def test_a_pass_that_is_not_good_says_only_that(change: str) -> None:
    vehicle = VehicleFactory()
    text = issue_pass(vehicle=vehicle, at=now() - timedelta(days=8 if change == "expired" else 0))
    if change == "retired":
        Vehicle.objects.update(retired_at=now())
    if change == "other driver":
        Vehicle.objects.update(courier="Người khác")
    if change == "of another":
        vehicle.delete()
    text = {"forged": text[:-3] + "abc", "cut": text[:20]}.get(change, text)
    page = Client().get(f"/the/{text}")
    assert page.status_code == 404
    assert "Thẻ không dùng được" in page.content.decode()
    assert "Bùi Văn Tới" not in page.content.decode()


def test_a_driver_is_named_and_the_old_pass_dies() -> None:
    vehicle = VehicleFactory()
    old = issue_pass(vehicle=vehicle, at=now())
    operator(OFFICE).post(f"/buu-cuc/xe/{vehicle.key}/the", {"courier": "Vũ Thị Mến"})
    assert Client().get(f"/the/{old}").status_code == 404
    vehicle.refresh_from_db()
    assert "Vũ Thị Mến" in Client().get(f"/the/{issue_pass(vehicle=vehicle, at=now())}").content.decode()


def test_the_household_reads_when_the_courier_comes() -> None:
    order, parcel = booked()
    shipment = parcel.shipment
    base = Base.objects.create(
        carrier_code=shipment.carrier_code,
        office_code=shipment.pickup.office_code,
        commune_code=shipment.sender_commune_code,
        latitude=21.3,
        longitude=106.6,
    )
    VehicleFactory(base=base)
    asked = want_plan(base=base, day=shipment.pickup.day, at=now())
    make_plan(plan_id=asked.id, seconds=0.1, at=now())
    client = Client()
    client.force_login(seller_of(order).account)
    with standing_at(now()):
        html = client.get("/nha").content.decode()
    assert "Bùi Văn Tới" in html
    assert "Bưu tá đến lấy " in html

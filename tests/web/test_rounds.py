"""The post office's rounds: vehicles, map, list, the courier's pass; and what the household is told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.clock import now, standing_at
from kernel.places.queries import commune
from logistics.rounds.models import Base, Plan, Vehicle, Yard
from logistics.rounds.operations import make_plan, want_plan
from logistics.rounds.passes import issue_pass
from tests.factories.dispatch import FARM, NOW, TODAY, ShipmentFactory, code_of
from tests.factories.orders import seller_of
from tests.factories.rounds import VehicleFactory, YardFactory
from tests.web.test_post import REFUSED, booked, operator

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


def test_who_works_for_a_whole_carrier_chooses_an_office_where_parcels_wait() -> None:
    ShipmentFactory(sender_address="Thôn 1")
    client = operator("vnpost")
    with standing_at(NOW):
        assert "/buu-cuc/noi-lam" in client.get("/buu-cuc/xe").content.decode()
        assert f'value="{OFFICE}"' in client.get("/buu-cuc/noi-lam").content.decode()
        assert client.post("/buu-cuc/noi-lam", {"noi": OFFICE}).status_code == 302
        assert client.post("/buu-cuc/xe", A_VAN).status_code == 302
    assert Vehicle.objects.get().base.office_code == OFFICE


@pytest.mark.parametrize("elsewhere", ["ghn-00091", "vnpost-99999", "vnpost-", "vnpost-00097' OR 1=1"])
def test_but_no_office_of_another_carrier_and_none_that_is_not_there(elsewhere: str) -> None:
    assert operator("vnpost").post("/buu-cuc/noi-lam", {"noi": elsewhere}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_offices_take_the_same_statements_however_many(
    count: int, django_assert_num_queries: object
) -> None:
    for commune_code in ("00166", "00097", "10813")[:count]:
        ShipmentFactory(sender_commune_code=commune_code, pickup__commune_code=commune_code)
    client = operator("vnpost")
    with standing_at(NOW):
        client.get("/buu-cuc/noi-lam")
        with django_assert_num_queries(3):  # type: ignore[operator]
            client.get("/buu-cuc/noi-lam")


def yard_page() -> str:
    shipment = ShipmentFactory(sender_address="Thôn 1")
    return f"/buu-cuc/kien/{code_of(shipment)}/cho-lay"


def test_a_courier_marks_the_yard_where_the_telephone_stands() -> None:
    page, client = yard_page(), operator(OFFICE)
    assert "data-locate" in client.get(page).content.decode()

    place = commune(FARM)
    spot = f"{place.latitude + 0.01:.5f}, {place.longitude:.5f}"
    assert client.post(page, {"spot": spot, "earliest": "08:00", "latest": "11:00"}).status_code == 302

    yard = Yard.objects.get()
    assert (yard.address, yard.source, str(yard.earliest)) == ("Thôn 1", "courier", "08:00:00")
    assert spot in client.get(page).content.decode()


@pytest.mark.parametrize(
    "wrong", ["", "ở cạnh cây đa", "21.3", "91, 200", "0, 0", "21.37; DROP", "9" * 400, "nan, nan"]
)
def test_a_spot_that_cannot_be_is_said_and_not_kept(wrong: str) -> None:
    assert operator(OFFICE).post(yard_page(), {"spot": wrong}).status_code == 422
    assert not Yard.objects.exists()


def test_what_the_household_said_stands() -> None:
    YardFactory(address="Thôn 1", latitude=21.0, longitude=106.0, source="household")
    place = commune(FARM)
    spot = f"{place.latitude:.5f}, {place.longitude:.5f}"

    response = operator(OFFICE).post(yard_page(), {"spot": spot}, follow=True)

    assert "giữ lời nhà vườn" in response.content.decode()
    assert Yard.objects.get().latitude == 21.0


def test_another_office_learns_nothing_of_the_yard() -> None:
    assert operator("vnpost-00097").get(yard_page()).status_code == REFUSED

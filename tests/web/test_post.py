"""The post office's pages: from the pickup to the cash."""

import re

import pytest
from django.test import Client

from kernel.outbox.testing import run_relay
from logistics.dispatch.models import Parcel, TrackingEvent
from marketplace.orders.models import Order
from marketplace.orders.operations import accept
from marketplace.people.enums import RoleKind
from marketplace.people.models import RoleGrant
from tests.factories.orders import NOW, placed_order, seller_of, weigh
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.usefixtures("shop")


def operator(carrier_code: str) -> Client:
    account = AccountFactory.create()
    RoleGrant.objects.create(account=account, kind=RoleKind.CARRIER_OPERATOR, subject=carrier_code)
    client = Client()
    client.force_login(account)
    return client


def booked() -> tuple[Order, Parcel]:
    order = placed_order()
    accept(person=seller_of(order), order_key=order.key, at=NOW)
    weigh(order)
    run_relay()
    order.refresh_from_db()
    return order, Parcel.objects.get()


def report(client: Client, parcel: Parcel, event: str, **more: str) -> int:
    page = client.get(f"/buu-cuc/kien/{parcel.tracking_code}").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    return client.post(
        f"/buu-cuc/kien/{parcel.tracking_code}", {"event": event, "once": once.group(1)} | more
    ).status_code


def test_the_round_of_the_day_is_taken() -> None:
    order, parcel = booked()
    client = operator(order.carrier_code)

    html = client.get(f"/buu-cuc?ngay={parcel.shipment.pickup.day}").content.decode()
    assert "Còn 1 điểm" in html
    assert parcel.handover_code in html
    client.post(f"/buu-cuc/chuyen/{parcel.shipment.pickup.key}/nhan")

    parcel.shipment.pickup.refresh_from_db()
    assert parcel.shipment.pickup.state == "taken"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "x"])
def test_a_day_that_no_round_has_is_today(day: str) -> None:
    page = operator("vnpost").get("/buu-cuc", {"ngay": day})
    assert page.status_code == 200
    assert "Chuyến của " in page.content.decode()


def test_another_carrier_sees_nothing_of_it() -> None:
    order, parcel = booked()
    client = operator("ghtk" if order.carrier_code != "ghtk" else "ghn")

    assert "Chưa có chuyến nào" in client.get("/buu-cuc").content.decode()
    assert client.get(f"/buu-cuc/kien/{parcel.tracking_code}").status_code in (404, 409)
    assert client.get(f"/buu-cuc/kien?ma={parcel.tracking_code}").status_code == 404


@pytest.mark.parametrize("shape", ["{}", " {} ", "{:.4}"])
def test_a_code_is_typed_as_it_stands_on_the_box(shape: str) -> None:
    order, parcel = booked()
    client = operator(order.carrier_code)
    typed = f"{parcel.tracking_code[:5]} {parcel.tracking_code[5:]}".lower() if shape == "{:.4}" else shape
    typed = typed.format(parcel.tracking_code) if "{" in typed else typed

    response = client.get("/buu-cuc/kien", {"ma": typed})

    assert response.headers["Location"] == f"/buu-cuc/kien/{parcel.tracking_code}"


def test_a_parcel_goes_from_the_farm_to_the_door_and_its_cash_is_handed_in() -> None:
    order, parcel = booked()
    client = operator(order.carrier_code)

    for event in ("picked_up", "at_delivery_office", "out_for_delivery"):
        assert report(client, parcel, event) == 302
        parcel.refresh_from_db()
        assert parcel.state == event
    assert report(client, parcel, "delivery_failed", reason="no_answer") == 302
    parcel.refresh_from_db()
    assert (parcel.state, parcel.reason) == ("delivery_failed", "no_answer")
    due = parcel.shipment.cod_dong
    assert report(client, parcel, "delivered", amount=str(due)) == 302
    run_relay()

    parcel.refresh_from_db()
    order.refresh_from_db()
    assert (parcel.state, parcel.collected_dong, order.state) == ("delivered", due, "delivered")
    assert client.post("/buu-cuc/tien-mat", {"reference": "BK-1"}).status_code == 302
    parcel.shipment.collection.refresh_from_db()
    assert parcel.shipment.collection.state == "remitted"


def test_a_second_tap_reports_once() -> None:
    order, parcel = booked()
    client = operator(order.carrier_code)
    report(client, parcel, "picked_up")
    page = client.get(f"/buu-cuc/kien/{parcel.tracking_code}").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    sent = {"event": "out_for_delivery", "once": once.group(1)}

    for _ in range(2):
        client.post(f"/buu-cuc/kien/{parcel.tracking_code}", sent)

    assert TrackingEvent.objects.filter(code="out_for_delivery").count() == 1


def test_a_failed_delivery_needs_its_reason() -> None:
    order, parcel = booked()
    client = operator(order.carrier_code)
    report(client, parcel, "picked_up")
    report(client, parcel, "out_for_delivery")

    assert report(client, parcel, "delivery_failed") == 200
    parcel.refresh_from_db()
    assert parcel.state == "out_for_delivery"


def test_a_report_that_the_state_does_not_allow_is_refused() -> None:
    order, parcel = booked()

    assert report(operator(order.carrier_code), parcel, "delivered") == 200
    parcel.refresh_from_db()
    assert parcel.state == "booked"


# One office, and several

REFUSED = 409


def office_of(order: Order, commune_code: str) -> str:
    return f"{order.carrier_code}-{commune_code}"


def test_an_office_sees_what_begins_or_ends_in_its_commune_and_nothing_else() -> None:
    order, parcel = booked()
    shipment, pickup = parcel.shipment, parcel.shipment.pickup
    sends = operator(office_of(order, shipment.sender_commune_code))
    receives = operator(office_of(order, shipment.recipient_commune_code))
    elsewhere = operator(office_of(order, "00097"))
    page = f"/buu-cuc/kien/{parcel.tracking_code}"

    assert [client.get(page).status_code for client in (sends, receives, elsewhere)] == [200, 200, REFUSED]
    assert elsewhere.get("/buu-cuc/kien", {"ma": parcel.tracking_code}).status_code == 404
    assert receives.get("/buu-cuc/kien", {"ma": parcel.handover_code}).status_code == 404
    assert sends.get("/buu-cuc/kien", {"ma": parcel.handover_code}).status_code == 302
    for client in (receives, elsewhere):
        assert "Chưa có chuyến nào" in client.get(f"/buu-cuc?ngay={pickup.day}").content.decode()
        assert client.get(f"/buu-cuc/chuyen/{pickup.key}/tem.pdf").status_code == REFUSED
        client.post(f"/buu-cuc/chuyen/{pickup.key}/nhan")
    pickup.refresh_from_db()
    assert pickup.state == "offered"
    assert sends.get(f"/buu-cuc/chuyen/{pickup.key}/tem.pdf").status_code == 200
    sends.post(f"/buu-cuc/chuyen/{pickup.key}/nhan")
    pickup.refresh_from_db()
    assert pickup.state == "taken"


def test_a_foreign_office_reports_nothing_about_a_parcel() -> None:
    order, parcel = booked()
    mine = operator(office_of(order, parcel.shipment.sender_commune_code))
    page = mine.get(f"/buu-cuc/kien/{parcel.tracking_code}").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    elsewhere = operator(office_of(order, "00097"))

    sent = {"event": "picked_up", "once": once.group(1)}
    assert elsewhere.post(f"/buu-cuc/kien/{parcel.tracking_code}", sent).status_code == REFUSED

    assert not TrackingEvent.objects.exists()


def test_cash_is_that_of_the_office_where_it_was_collected() -> None:
    order, parcel = booked()
    whole = operator(order.carrier_code)
    for event in ("picked_up", "at_delivery_office", "out_for_delivery"):
        report(whole, parcel, event)
    report(whole, parcel, "delivered", amount=str(parcel.shipment.cod_dong))
    there = operator(office_of(order, parcel.shipment.recipient_commune_code))
    elsewhere = operator(office_of(order, "00097"))

    assert parcel.tracking_code not in elsewhere.get("/buu-cuc/tien-mat").content.decode()
    elsewhere.post("/buu-cuc/tien-mat", {"reference": "BK-9"})
    parcel.shipment.collection.refresh_from_db()
    assert parcel.shipment.collection.state == "collected"
    there.post("/buu-cuc/tien-mat", {"reference": "BK-10"})
    parcel.shipment.collection.refresh_from_db()
    assert parcel.shipment.collection.state == "remitted"


def test_who_works_at_two_offices_changes_over() -> None:
    order, parcel = booked()
    here = office_of(order, parcel.shipment.sender_commune_code)
    client = operator(office_of(order, "00097"))
    account = RoleGrant.objects.get().account
    page = f"/buu-cuc/kien/{parcel.tracking_code}"
    assert "/buu-cuc/noi-lam" not in client.get("/buu-cuc").content.decode()
    RoleGrant.objects.create(account=account, kind=RoleKind.CARRIER_OPERATOR, subject=here)

    assert "/buu-cuc/noi-lam" in client.get("/buu-cuc").content.decode()
    assert here in client.get("/buu-cuc/noi-lam").content.decode()
    first, second = sorted([here, office_of(order, "00097")])
    seen = {}
    for subject in (first, second, first):
        assert client.post("/buu-cuc/noi-lam", {"noi": subject}).status_code == 302
        seen[subject] = client.get(page).status_code
    assert seen == {here: 200, office_of(order, "00097"): REFUSED}

    RoleGrant.objects.filter(account=account, subject=here).delete()
    client.post("/buu-cuc/noi-lam", {"noi": office_of(order, "00097")})
    assert client.get(page).status_code == REFUSED


@pytest.mark.parametrize("subject", ["", "ghn", "ghn-00091", "vnpost", "../x", "vnpost-00097' OR 1=1"])
def test_nobody_changes_over_to_an_office_that_is_not_theirs(subject: str) -> None:
    client = operator("vnpost-00091")

    assert client.post("/buu-cuc/noi-lam", {"noi": subject}).status_code == 403
    assert client.session.get("post_office") is None


def test_a_choice_is_forgotten_with_the_role() -> None:
    """The session still names the office that the person worked at."""
    order, parcel = booked()
    here = office_of(order, parcel.shipment.sender_commune_code)
    client = operator(here)
    account = RoleGrant.objects.get().account
    client.post("/buu-cuc/noi-lam", {"noi": here})
    RoleGrant.objects.filter(account=account).update(subject=office_of(order, "00097"))

    assert client.get(f"/buu-cuc/kien/{parcel.tracking_code}").status_code == REFUSED

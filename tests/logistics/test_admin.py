"""The admin of places, goods and carriers: lists stay cheap, and statuses move only through their history."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.clock import now
from kernel.places.models import Commune, Province
from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.models import Discrepancy
from logistics.goods.models import CodeStatusChange, Commodity, GrowingArea
from tests.factories.carriers import TariffFactory
from tests.factories.dispatch import ShipmentFactory, code_of, event, tell
from tests.factories.goods import (
    CommodityFactory,
    GrowingAreaFactory,
    LotRecordFactory,
    PackingHouseFactory,
)
from tests.factories.people import AccountFactory
from tests.factories.places import LUC_NGAN

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    return client


def some_communes(count: int) -> None:
    facts = {"folded": "x", "sort_key": "x", "latitude": 21, "longitude": 106, "admin_version": "2025-07-01"}
    province = Province.objects.create(code="24", name="Bắc Ninh", full_name="Tỉnh Bắc Ninh", **facts)
    for number in range(count):
        Commune.objects.create(
            code=f"{number:05}", province=province, name=str(number), full_name=str(number), **facts
        )


MAKERS: dict[str, Callable[[int], object]] = {
    "places_commune": some_communes,
    "goods_commodity": CommodityFactory.create_batch,
    "goods_growingarea": GrowingAreaFactory.create_batch,
    "goods_packinghouse": PackingHouseFactory.create_batch,
    "goods_lotrecord": LotRecordFactory.create_batch,
    "carriers_tariff": TariffFactory.create_batch,
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_list_of_three_takes_the_same_queries_as_a_list_of_one(name: str, staff: Client) -> None:
    MAKERS[name](1)
    of_one = queries_of(staff, name)
    model = apps.get_model(*name.split("_"))
    model._default_manager.all().delete()
    Province.objects.all().delete()
    MAKERS[name](3)
    assert queries_of(staff, name) == of_one <= 8


def queries_of(staff: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert staff.get(reverse(f"admin:{name}_changelist")).status_code == 200
    return len(queries)


def test_the_map_is_only_looked_at(staff: Client) -> None:
    some_communes(1)
    assert staff.get(reverse("admin:places_commune_add")).status_code == 403
    assert staff.get(reverse("admin:places_commune_delete", args=["00000"])).status_code == 403


def test_a_commodity_keeps_its_code_and_gets_its_sort_key(staff: Client) -> None:
    goods = CommodityFactory(name_vi="Ổi", code="oi")
    page = reverse("admin:goods_commodity_change", args=[goods.pk])
    form = staff.get(page).context["adminform"].form
    assert "code" not in form.fields
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    sent |= {"name_vi": "Ổi lê", "months": "5,6", "prices": "[]"}
    sent |= {f"unit_factors-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    assert staff.post(page, sent).status_code == 302
    goods.refresh_from_db()
    assert (goods.code, goods.name_vi, goods.folded) == ("oi", "Ổi lê", "oi le")


def test_a_new_growing_area_begins_its_history(staff: Client) -> None:
    goods: Commodity = CommodityFactory()
    sent = {"code": "demo-puc-7", "commodity": goods.pk, "commune_code": LUC_NGAN}
    for inline in ("status_changes", "markets"):
        sent |= {f"{inline}-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    assert staff.post(reverse("admin:goods_growingarea_add"), sent).status_code == 302
    assert GrowingArea.objects.get().code == "DEMO-PUC-7"
    assert CodeStatusChange.objects.get().status == "APPROVED"


def act(staff: Client, action: str, *areas: GrowingArea) -> None:
    sent = {"action": action, "_selected_action": [area.pk for area in areas]}
    assert staff.post(reverse("admin:goods_growingarea_changelist"), sent).status_code == 302


def test_an_action_moves_the_status_and_a_forbidden_move_is_told(staff: Client) -> None:
    area: GrowingArea = GrowingAreaFactory()
    act(staff, "suspend", area)
    act(staff, "revoke", area)
    act(staff, "approve", area)
    area.refresh_from_db()
    assert area.status == "REVOKED"
    assert [change.status for change in area.status_changes.all()] == ["SUSPENDED", "REVOKED"]


def a_discrepancy() -> Discrepancy:
    return Discrepancy.objects.create(
        kind=DiscrepancyKind.BAD_CLOCK, carrier_code="vnpost", subject="VNP1", opened_at=now()
    )


@pytest.mark.parametrize(
    ("name", "action", "row"),
    [
        ("goods_growingarea", "revoke", GrowingAreaFactory.create),
        ("dispatch_discrepancy", "resolve", a_discrepancy),
    ],
)
def test_who_may_only_look_moves_nothing(name: str, action: str, row: Callable[[], Model]) -> None:
    found = row()
    stored = type(found)._default_manager.filter(pk=found.pk).values()
    before = stored.get()
    clerk = AccountFactory.create(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename=f"view_{name.partition('_')[2]}"))
    client = Client()
    client.force_login(clerk)
    page = reverse(f"admin:{name}_changelist")

    assert client.get(page).status_code == 200
    client.post(page, {"action": action, "_selected_action": [str(found.pk)]})

    assert stored.all().get() == before


def test_the_queue_accepts_a_delivery_after_a_refusal_from_whoever_may(staff: Client) -> None:
    shipment = ShipmentFactory.create()
    tell(event(code_of(shipment), "refused", 20))
    tell(event(code_of(shipment), "delivered", 40))
    [row] = [found.pk for found in Discrepancy.objects.all()]
    bad_clock = a_discrepancy()

    sent = {"action": "accept_late_delivery", "_selected_action": [row, bad_clock.pk]}
    staff.post(reverse("admin:dispatch_discrepancy_changelist"), sent)

    shipment.refresh_from_db()
    assert (shipment.announced, Discrepancy.objects.get(resolved_at=None)) == ("delivered", bad_clock)

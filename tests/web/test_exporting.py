"""An exporter makes a consignment on pages, without a script: what is wrong stands at its field, nobody sees
another's, and two who edit at once are told.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from logistics.paperwork.models import Allocation, Consignment, IssuedPaper
from logistics.paperwork.operations.consignments import change_consignment
from marketplace.households.models import Household
from tests.factories.export_cases import Wanted, lot_of, prepared
from tests.factories.exporting import opened
from tests.factories.households import HouseholdFactory, manager_for, member_of, owner_of, stranger
from tests.factories.paperwork import load_rules_of, sign
from tests.logistics.documents.test_papers import PDF
from tests.web.test_household import signed_in

pytestmark = pytest.mark.usefixtures("shop")
OPENED = {
    "place": "EU/DE",
    "route": "AIR",
    "departure_on": "2026-06-11",
    "incoterm": "DAP",
    "incoterm_place": "Frankfurt",
    "currency": "EUR",
    "purpose": "SALE",
}


@pytest.fixture(autouse=True)
def rules(settings: LazySettings, tmp_path: Path, db: None) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    papers = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "papers": papers}
    settings.PUBLIC_URL = "https://shop.example"
    load_rules_of("EU", "JP")
    sign("lychee/EU")
    cache.clear()


@pytest.fixture
def household() -> Household:
    return HouseholdFactory.create()


def seen(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found, page
    return found.group(1)


def post(client: Client, address: str, **given: Any) -> Any:
    return client.post(address, {"seen": seen(client, address), **given})


def begun(client: Client, household: Household) -> str:
    """The address of a consignment that was opened on the page."""
    answer = client.post("/nha/xuat-khau/moi", {"owner": household.subject, **OPENED})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


FACTS = {
    "departure_on": "2026-06-11",
    "arrival_at": "2026-06-12T13:00",
    "entry_on": "2026-06-12",
    "conveyance": "VN 37",
    "point_of_exit": "VNHAN",
    "point_of_entry": "DEFRA",
    "incoterm": "DAP",
    "incoterm_place": "Frankfurt",
    "wood": "NONE",
    "preference": "EVFTA",
    "notice_at": "2026-06-10T13:00",
    "freight": "1.250,50",
    "insurance": "80",
    "purpose": "SALE",
}


def test_a_consignment_is_made_from_nothing(household: Household) -> None:
    client = signed_in(owner_of(household))
    address = begun(client, household)
    lot = lot_of(owner_of(household), Wanted())

    assert post(client, f"{address}/sua", **FACTS).status_code == 302
    for role, country in (("exporter", "vn"), ("importer", "DE")):
        party = {"name": f"Demo {role}", "country": country}
        assert post(client, f"{address}/ben/{role}", **party).status_code == 302
    goods = {"good": "lychee", "form": "FRESH", "description_en": "Fresh lychee", "package_kind": "CT"}
    assert post(client, f"{address}/hang", **goods).status_code == 302
    packed = {"lot": lot, "net_g": "1.500,5", "gross_g": "1650", "packages": "300", "value_minor": "9.000,00"}
    assert post(client, f"{address}/hang/1", **packed).status_code == 302

    consignment = Consignment.objects.get()
    [share] = Allocation.objects.all()
    assert (share.net_g, share.gross_g, share.packages, share.value_minor) == (
        1_500_500,
        1_650_000,
        300,
        900_000,
    )
    assert (consignment.freight_minor, consignment.insurance_minor, consignment.owner) == (
        125_050,
        8_000,
        household.subject,
    )
    assert {party.role: party.country for party in consignment.parties.all()} == {
        "EXPORTER": "VN",
        "IMPORTER": "DE",
    }
    page = client.get(address).content.decode()
    assert "Demo importer" in page
    assert "1.500,5" in page
    assert page.count("<h1") == 1


WRONG = {
    "departure_on": ({"departure_on": "2026-06-09"}, "Ngày này đã qua."),
    "incoterm_place": ({"incoterm_place": ""}, "Chưa điền."),
    "place": ({"place": "XX/YY"}, ""),
    "route": ({"route": "ROCKET"}, ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(household: Household, name: str) -> None:
    client = signed_in(owner_of(household))
    changes, told = WRONG[name]

    answer = client.post("/nha/xuat-khau/moi", {"owner": household.subject, **OPENED, **changes})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in page
    assert told in page
    assert not Consignment.objects.exists()
    if name != "incoterm_place":
        assert 'value="Frankfurt"' in page


FIGURES = [
    ("net_g", "0"),
    ("net_g", "abc"),
    ("gross_g", "1"),
    ("value_minor", "1,234"),
    ("packages", "0"),
    ("lot", "lot:x"),
]


@pytest.mark.parametrize(("name", "value"), FIGURES)
def test_a_wrong_figure_stands_at_its_field(household: Household, name: str, value: str) -> None:
    client = signed_in(owner_of(household))
    address = begun(client, household)
    lot = lot_of(owner_of(household), Wanted())
    post(client, f"{address}/hang", good="lychee", form="FRESH", description_en="Lychee", package_kind="CT")
    packed = {"lot": lot, "net_g": "2", "gross_g": "2,3", "packages": "1", "value_minor": "36"} | {
        name: value
    }

    answer = post(client, f"{address}/hang/1", **packed)

    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in answer.content.decode()
    assert not Allocation.objects.exists()


def test_two_who_edit_at_once_are_told_and_the_second_may_save_again(household: Household) -> None:
    client = signed_in(owner_of(household))
    address = begun(client, household)
    old = seen(client, f"{address}/sua")
    change_consignment(
        key=Consignment.objects.get().key, changes={"region": "HE"}, actor="account:two", at=Wanted().at
    )

    refused = client.post(f"{address}/sua", {**FACTS, "seen": old})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "vừa được người khác sửa" in page
    assert 'value="VN 37"' in page
    again = re.search(r'name="seen" value="(\d+)"', page)
    assert again
    assert client.post(f"{address}/sua", {**FACTS, "seen": again.group(1)}).status_code == 302


def test_fields_that_are_not_in_the_form_are_not_set(household: Household) -> None:
    client = signed_in(owner_of(household))
    address = begun(client, household)
    more = {
        "owner": "household:x",
        "state": "CLEARED",
        "eur_rate": "0.0001",
        "number": "NX1",
        "province_code": "01",
    }

    assert post(client, f"{address}/sua", **FACTS, **more).status_code == 302

    consignment = Consignment.objects.get()
    assert (consignment.owner, consignment.state, consignment.eur_rate) == (
        household.subject,
        "PREPARING",
        None,
    )
    assert consignment.province_code == "24"


def addresses(key: str) -> list[str]:
    begin = f"/nha/xuat-khau/{key}"
    ends = ("", "/sua", "/ben/importer", "/hang", "/huy", "/nhan-giay", "/nguoi-nhap", "/giay-to")
    return [f"{begin}{end}" for end in ends]


def test_another_exporter_and_a_stranger_find_nothing(household: Household) -> None:
    consignment = opened(owner_of(household))
    for person in (owner_of(HouseholdFactory.create()), stranger(), manager_for(household, consent=False)):
        client = signed_in(person)
        assert {client.get(one).status_code for one in addresses(consignment.key)} == {404}
        for act in ("duyet", "giao", "bao", "hang/lay-ra"):
            assert client.post(f"/nha/xuat-khau/{consignment.key}/{act}").status_code in (404, 302)
        assert consignment.number not in client.get("/nha/xuat-khau").content.decode()
    assert {Client().get(one).status_code for one in addresses(consignment.key)} == {302}
    consignment.refresh_from_db()
    assert consignment.data_version == 1


def counted(client: Client, address: str, check: DjangoAssertNumQueries, count: int) -> str:
    client.get(address)
    with check(count):
        return client.get(address).content.decode()


def test_the_board_costs_the_same_for_one_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person, first = prepared(Wanted(without=("ched_pp",)))
    client = signed_in(person)
    one = counted(client, "/nha/xuat-khau", django_assert_num_queries, 17)
    others = [prepared(Wanted(without=("ched_pp",)))[1] for _ in range(2)]
    Consignment.objects.update(owner=first.owner)

    three = counted(client, "/nha/xuat-khau", django_assert_num_queries, 17)

    assert one.count("Đến lượt:") == 1
    assert three.count("Đến lượt:") == 3
    assert all(other.number in three for other in others)
    for told in ("Chưa có.", "Cơ quan cấp giấy", "đi hôm nay", "18.000,00 EUR", "3.000"):
        assert told in three, told


PAPER = {
    "kind": "phytosanitary_certificate",
    "number": "DEMO-PC-1",
    "issuer": "Demo",
    "issued_on": "2026-06-09",
    "net_g": "2999",
    "packages": "600",
    "origin": "VN",
}


def test_a_paper_comes_in_is_compared_and_confirmed_by_another() -> None:
    person, consignment = prepared(Wanted(without=("phytosanitary_certificate",)))
    household = Household.objects.get(key=consignment.owner.partition(":")[2])
    first, second = signed_in(person), signed_in(member_of(household))
    address = f"/nha/xuat-khau/{consignment.key}/nhan-giay"
    file = SimpleUploadedFile("pc.pdf", PDF, content_type="application/pdf")

    answer = first.post(address, {**PAPER, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    paper = IssuedPaper.objects.get(number="DEMO-PC-1")
    look = f"{address}/{paper.key}"
    page = second.get(look).content.decode()
    assert "2999.000 kg" in page
    assert "3000.000 kg" in page
    assert "Khác nhau." in page
    assert "Đúng như trên giấy" not in first.get(look).content.decode()
    first.post(f"{look}/xac-nhan")
    paper.refresh_from_db()
    assert paper.confirmed_at is None
    second.post(f"{look}/xac-nhan")
    paper.refresh_from_db()
    assert paper.confirmed_at is not None
    shown = second.get(f"/nha/xuat-khau/{consignment.key}").content.decode()
    assert "consignment ghi 3000000, phytosanitary_certificate DEMO-PC-1 ghi 2999000" in shown

    second.post(f"{look}/rut", {"reason": "Sai khối lượng"})
    first.post(
        address, {**PAPER, "number": "DEMO-PC-2", "net_g": "3000", "file": SimpleUploadedFile("pc.pdf", PDF)}
    )
    newer = IssuedPaper.objects.get(number="DEMO-PC-2")
    second.post(f"{address}/{newer.key}/xac-nhan")
    first.post(f"/nha/xuat-khau/{consignment.key}/duyet")
    consignment.refresh_from_db()
    assert consignment.state == "CLEARED"
    assert consignment.issued_papers.filter(withdrawn_at=None, number="DEMO-PC-2").exists()


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00 a program", b"<svg onload='x'/>" * 3, b"%PDF-1.7 cut off"]
)
def test_a_file_that_is_no_paper_is_refused_at_the_field(content: bytes) -> None:
    person, consignment = prepared(Wanted())
    before = IssuedPaper.objects.count()
    answer = signed_in(person).post(
        f"/nha/xuat-khau/{consignment.key}/nhan-giay", {**PAPER, "file": SimpleUploadedFile("x.pdf", content)}
    )

    assert answer.status_code in (302, 422)
    if content.startswith(b"<svg"):
        return
    assert 'id="id_file_error"' in answer.content.decode()
    assert IssuedPaper.objects.count() == before


def test_the_gate_opens_on_the_page_and_goods_are_handed_over() -> None:
    person, consignment = prepared(Wanted())
    client = signed_in(person)
    address = f"/nha/xuat-khau/{consignment.key}"

    for step in ("duyet", "giao", "bao", "bao", "bao"):
        client.post(f"{address}/{step}")

    consignment.refresh_from_db()
    assert consignment.state == "DELIVERED"


def test_calling_off_takes_a_reason_and_says_what_it_means(household: Household) -> None:
    client = signed_in(owner_of(household))
    address = begun(client, household)

    assert post(client, f"{address}/huy", reason="").status_code == 422
    assert post(client, f"{address}/huy", reason="Mưa to").status_code == 302
    assert Consignment.objects.get().state == "CANCELLED"

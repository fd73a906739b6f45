"""Export papers on pages: the exporter's list with its files, and what anybody with a paper may ask."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from logistics.documents.enums import DocumentKind, SetState
from logistics.documents.operations import draw_documents, draw_wanted, request_documents
from logistics.documents.queries import newest_set
from logistics.documents.uploads import receive_paper
from logistics.paperwork.models import Consignment
from logistics.paperwork.operations.papers import PaperSpec
from marketplace.households.models import Household
from tests.factories.consignments import AT, CLERK, EXPORTER, a_consignment
from tests.factories.households import HouseholdFactory, owner_of, stranger
from tests.factories.paperwork import load_rules_of
from tests.logistics.documents.test_papers import PDF
from tests.web.test_household import signed_in

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture(autouse=True)
def kept(settings: LazySettings, tmp_path: Path, db: None) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    papers = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "papers": papers}
    load_rules_of("EU")
    cache.clear()


def consignment_of(household: Household, *, papers: bool = False) -> Consignment:
    consignment = a_consignment(papers=papers)
    Consignment.objects.filter(pk=consignment.pk).update(owner=f"household:{household.key}")
    consignment.refresh_from_db()
    return consignment


def drawn(consignment: Consignment) -> None:
    row = request_documents(consignment_key=consignment.key, actor=EXPORTER, at=AT)
    draw_documents(set_key=row.key, at=AT)


def page_of(consignment: Consignment) -> str:
    return f"/nha/xuat-khau/{consignment.key}/giay-to"


def test_the_exporter_asks_for_papers_sees_them_and_takes_them_away() -> None:
    household = HouseholdFactory.create()
    consignment = consignment_of(household)
    client = signed_in(owner_of(household))
    assert "Chưa có chứng từ" in client.get(page_of(consignment)).content.decode()

    client.post(f"{page_of(consignment)}/lap")
    waiting = client.get(page_of(consignment)).content.decode()
    draw_wanted(at=AT)
    page = client.get(page_of(consignment)).content.decode()

    assert "Đang lập chứng từ" in waiting
    assert "Hóa đơn thương mại" in page
    assert "Nhà Nông không cấp bất cứ giấy tờ nào của cơ quan nhà nước." in page
    newest = newest_set(consignment=consignment)
    assert newest is not None
    for one in newest.documents.all():
        answer = client.get(f"{page_of(consignment)}/{one.key}")
        assert answer.status_code == 200
        assert len(answer.content) == one.size
        assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_a_paper_of_an_authority_can_be_taken_away_too() -> None:
    household = HouseholdFactory.create()
    consignment = consignment_of(household)
    spec = PaperSpec(kind="phytosanitary_certificate", number="DEMO-1", issuer="Demo", issued_on=AT.date())
    paper = receive_paper(key=consignment.key, paper=spec, content=PDF, actor=CLERK, at=AT)
    client = signed_in(owner_of(household))

    page = client.get(page_of(consignment)).content.decode()
    answer = client.get(f"/nha/xuat-khau/{consignment.key}/giay-cap/{paper.key}")

    assert "chờ người thứ hai xem" in page
    assert (answer.content, answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def addresses(consignment: Consignment) -> list[str]:
    newest = newest_set(consignment=consignment)
    assert newest is not None
    document = newest.documents.all()[0]
    return [page_of(consignment), f"{page_of(consignment)}/{document.key}"]


def test_a_stranger_does_not_learn_that_a_consignment_exists() -> None:
    consignment = consignment_of(HouseholdFactory.create())
    drawn(consignment)
    other = signed_in(owner_of(HouseholdFactory.create()))

    assert [other.get(address).status_code for address in addresses(consignment)] == [404, 404]
    assert other.post(f"{page_of(consignment)}/lap").status_code == 404
    assert {Client().get(address).status_code for address in addresses(consignment)} == {302}


def test_a_file_of_one_consignment_is_not_given_out_under_another() -> None:
    household = HouseholdFactory.create()
    theirs = consignment_of(HouseholdFactory.create())
    drawn(theirs)
    newest = newest_set(consignment=theirs)
    assert newest is not None
    mine = Consignment.objects.create(
        number="NXDEMO",
        owner=f"household:{household.key}",
        province_code="24",
        destination=theirs.destination,
        country="DE",
        route="AIR",
        incoterm="DAP",
        incoterm_place="Frankfurt",
        currency="EUR",
        departure_on=theirs.departure_on,
        state_since=AT,
        created_at=AT,
        created_by=EXPORTER,
    )

    client = signed_in(owner_of(household))

    assert client.get(f"{page_of(mine)}/{newest.documents.all()[0].key}").status_code == 404


def counted(client: Client, address: str, check: DjangoAssertNumQueries, count: int) -> None:
    client.get(address)
    with check(count):
        assert client.get(address).status_code == 200


def test_the_list_costs_the_same_for_one_paper_and_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    household = HouseholdFactory.create()
    consignment = consignment_of(household, papers=True)
    drawn(consignment)
    client = signed_in(owner_of(household))

    counted(client, page_of(consignment), django_assert_num_queries, 7)
    newest = newest_set(consignment=consignment)
    assert newest is not None
    newest.documents.exclude(kind=DocumentKind.INVOICE).delete()
    consignment.issued_papers.exclude(kind__code="packing_list").delete()
    counted(client, page_of(consignment), django_assert_num_queries, 7)


def test_what_is_wrong_stands_beside_the_paper() -> None:
    household = HouseholdFactory.create()
    consignment = consignment_of(household)
    consignment.parties.all().delete()
    drawn(consignment)

    page = signed_in(owner_of(household)).get(page_of(consignment)).content.decode()

    assert "Thiếu: tên người xuất khẩu." in page


def test_data_that_changed_and_a_set_that_failed_are_said() -> None:
    household = HouseholdFactory.create()
    consignment = consignment_of(household)
    drawn(consignment)
    Consignment.objects.filter(pk=consignment.pk).update(conveyance="DEMO 2")
    client = signed_in(owner_of(household))
    assert "đã có thay đổi sau khi lập" in client.get(page_of(consignment)).content.decode()

    row = request_documents(consignment_key=consignment.key, actor=EXPORTER, at=AT)
    type(row).objects.filter(pk=row.pk).update(state=SetState.BROKEN)
    type(row).objects.exclude(pk=row.pk).delete()
    assert "Số liệu đổi trong lúc lập" in client.get(page_of(consignment)).content.decode()


@pytest.mark.parametrize("change", [lambda client: client, lambda _client: signed_in(stranger())])
def test_anybody_with_the_paper_reads_what_it_is_and_nothing_about_people(
    change: Callable[[Any], Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    consignment = consignment_of(HouseholdFactory.create())
    drawn(consignment)
    newest = newest_set(consignment=consignment)
    assert newest is not None
    invoice = newest.documents.get(kind=DocumentKind.INVOICE)

    page = change(Client()).get(f"/kiem-giay/{invoice.code}")

    told = page.content.decode()
    assert page.status_code == 200
    for known in (invoice.number, invoice.sha256, "là bản mới nhất", "Nhà Nông không cấp bất cứ giấy tờ"):
        assert known in told
    for party in consignment.parties.all():
        assert party.name not in told
        assert party.address not in told
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_a_code_of_no_paper_is_not_found_and_guessing_ends() -> None:
    client = Client()
    codes = [client.get(f"/kiem-giay/{'0' * 31}{digit}").status_code for digit in "123"]
    guesses = [client.get("/kiem-giay/abc").status_code for _ in range(60)]

    assert codes == [404] * 3
    assert guesses[-1] == 429

"""The importer abroad: a secret link, in English, not found by search engines, and taken back at any time."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kernel.clock import standing_at
from logistics.documents.operations import draw_documents, request_documents
from logistics.documents.uploads import receive_paper
from logistics.paperwork.models import Consignment, ConsignmentLink, ConsignmentMessage
from logistics.paperwork.operations.papers import PaperSpec, confirm_paper
from logistics.paperwork.operations.sharing import HOLDS
from marketplace.people.rules import Person
from tests.factories.export_cases import CLERK, SECOND, Wanted, prepared
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.paperwork import load_rules_of, sign
from tests.logistics.documents.test_papers import PDF
from tests.web.test_household import signed_in

pytestmark = pytest.mark.usefixtures("shop")
AT = Wanted().at


@pytest.fixture(autouse=True)
def rules(settings: LazySettings, tmp_path: Path, db: None) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    papers = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "papers": papers}
    load_rules_of("EU")
    sign("lychee/EU")
    cache.clear()


@pytest.fixture
def sent() -> tuple[Person, Consignment]:
    return prepared(Wanted(without=("ched_pp",)))


def link(person: Person, consignment: Consignment) -> str:
    page = signed_in(person).post(f"/nha/xuat-khau/{consignment.key}/nguoi-nhap", {"label": "Muster GmbH"})
    found = re.search(r"/consignment/[\w-]+", page.content.decode())
    assert found
    return found.group()


def test_the_importer_reads_what_is_missing_in_english_whatever_the_browser_says(
    sent: tuple[Person, Consignment],
) -> None:
    answer = Client().get(link(*sent), headers={"Accept-Language": "vi"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    for told in ("Consignment", "Missing", sent[1].number, "CHED", "European Union"):
        assert told in page, told


def test_papers_are_handed_out_once_confirmed_and_only_of_this_consignment(
    sent: tuple[Person, Consignment],
) -> None:
    person, consignment = sent
    address = link(person, consignment)
    row = request_documents(consignment_key=consignment.key, actor=CLERK, at=AT)
    draw_documents(set_key=row.key, at=AT)
    spec = PaperSpec(kind="ched_pp", number="DEMO-CHED", issuer="Demo", issued_on=AT.date())
    paper = receive_paper(key=consignment.key, paper=spec, content=PDF, actor=CLERK, at=AT)
    file = f"{address}/issued/{paper.key}"
    drawn = f"{address}/drawn/{row.documents.order_by('id')[0].key}"

    assert Client().get(file).status_code == 404
    confirm_paper(paper_key=paper.key, actor=SECOND, at=AT)
    assert Client().get(file).content == PDF
    assert Client().get(drawn).status_code == 200
    other_person, other = prepared(Wanted())
    elsewhere = link(other_person, other)
    assert Client().get(f"{elsewhere}/issued/{paper.key}").status_code == 404
    assert Client().get(drawn.replace(address, elsewhere)).status_code == 404


def test_a_link_is_kept_as_a_hash_shown_once_and_ends(sent: tuple[Person, Consignment]) -> None:
    person, consignment = sent
    address = link(person, consignment)
    client = signed_in(person)
    assert address not in client.get(f"/nha/xuat-khau/{consignment.key}/nguoi-nhap").content.decode()
    assert address.rpartition("/")[2] not in ConsignmentLink.objects.get().secret_hash

    with standing_at(AT + HOLDS + timedelta(days=1)):
        assert Client().get(address).status_code == 404
    stranger = signed_in(owner_of(HouseholdFactory.create()))
    row = ConsignmentLink.objects.get()
    take_back = f"/nha/xuat-khau/{consignment.key}/nguoi-nhap/{row.key}/thu-hoi"
    assert stranger.post(take_back).status_code == 404
    assert Client().get(address).status_code == 200
    client.post(take_back)
    assert Client().get(address).status_code == 404
    assert Client().get("/consignment/guessed").status_code == 404


def test_they_write_to_each_other(sent: tuple[Person, Consignment]) -> None:
    person, consignment = sent
    address = link(person, consignment)
    exporter = signed_in(person)
    hostile = "<script>alert(1)</script>"

    assert Client().post(address, {"text": hostile}).status_code == 302
    page = exporter.get(f"/nha/xuat-khau/{consignment.key}/nguoi-nhap").content.decode()
    assert "&lt;script&gt;" in page
    assert "Muster GmbH" in page
    exporter.post(f"/nha/xuat-khau/{consignment.key}/nguoi-nhap/nhan", {"text": "Thứ Năm đi."})
    assert "Thứ Năm đi." in Client().get(address).content.decode()
    for wrong in ("", "x" * 2001, "a\x00b"):
        assert Client().post(address, {"text": wrong}).status_code in (200, 409)
    assert ConsignmentMessage.objects.count() == 2


def test_its_page_costs_the_same_for_one_message_and_for_three(
    sent: tuple[Person, Consignment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = link(*sent)
    for count in (1, 3):
        while ConsignmentMessage.objects.count() < count:
            Client().post(address, {"text": "Hello"})
        Client().get(address)
        with django_assert_num_queries(17):
            Client().get(address)

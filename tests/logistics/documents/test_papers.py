"""Sets of documents, the exporter's own papers at the gate, files of authorities."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from PIL import Image

from kernel.clock import now
from kernel.errors import Invalid
from logistics.documents.enums import DocumentKind, SetState
from logistics.documents.gathering import data_set
from logistics.documents.models import Document, DocumentSet
from logistics.documents.operations import (
    draw_documents,
    draw_wanted,
    enter_own_papers,
    request_documents,
)
from logistics.documents.queries import (
    CANCELLED,
    CHANGED,
    CURRENT,
    REPLACED,
    content_of,
    issued_content,
    newest_set,
    verified,
)
from logistics.documents.refusals import (
    FileChanged,
    FileRefused,
    PapersDiffer,
    UnknownDocument,
    XmlRefused,
)
from logistics.documents.uploads import MOST_BYTES, look_at, receive_paper, sweep_left_files
from logistics.documents.values import Posting
from logistics.documents.xml.ephyto import ephyto
from logistics.paperwork.models import Consignment, IssuedPaper
from logistics.paperwork.operations.consignments import (
    AllocationSpec,
    allocate,
    cancel_consignment,
    change_consignment,
)
from logistics.paperwork.operations.gate import clear
from logistics.paperwork.operations.papers import PaperSpec, confirm_paper, withdraw_paper
from logistics.paperwork.refusals import GateShut, SecondPersonNeeded, UnknownConsignment
from tests.factories.consignments import AT, CLERK, EXPORTER, SECOND, a_consignment, a_paper, harvest
from tests.factories.paperwork import load_rules_of, sign

pytestmark = pytest.mark.django_db
OWN = ("commercial_invoice", "packing_list", "lot_traceability_sheet")


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules_of("EU", "JP")
    sign("lychee/EU", "lychee/JP")


@pytest.fixture(autouse=True)
def kept(settings: LazySettings, tmp_path: Path) -> Path:
    """A folder of the test's own for papers."""
    backend = "django.core.files.storage.FileSystemStorage"
    papers = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "papers": papers}
    return tmp_path


def drawn(consignment: Consignment, **given: Any) -> DocumentSet:
    row = request_documents(consignment_key=consignment.key, actor=EXPORTER, **{"at": AT, **given})
    return draw_documents(set_key=row.key, at=AT)


def one(row: DocumentSet, kind: DocumentKind) -> Document:
    return row.documents.get(kind=kind)


def test_a_worker_draws_what_was_asked_for_once() -> None:
    consignment = a_consignment()
    request_documents(consignment_key=consignment.key, actor=EXPORTER, at=AT)

    assert (draw_wanted(at=AT), draw_wanted(at=AT)) == (1, 0)

    row = newest_set(consignment=consignment)
    assert row is not None
    assert row.state == SetState.DRAWN
    assert {document.kind for document in row.documents.all()} == {
        "INVOICE",
        "PACKING_LIST",
        "PHYTO_APPLICATION",
        "EPHYTO",
        "TREATMENT_SHEET",
        "CHED_SHEET",
        "TRACE_SHEET",
        "CARTON_MARKS",
        "VNACCS_SHEET",
        "UBL_WAYBILL",
        "UBL_INVOICE",
        "UBL_PACKING_LIST",
    }


def test_a_set_that_a_dead_worker_took_is_drawn_by_another() -> None:
    row = request_documents(consignment_key=a_consignment().key, actor=EXPORTER, at=AT)
    DocumentSet.objects.filter(pk=row.pk).update(claimed_at=AT)

    assert draw_wanted(at=AT + timedelta(minutes=9)) == 0
    assert draw_wanted(at=AT + timedelta(minutes=11)) == 1


def test_the_same_data_gives_the_same_set_and_the_same_bytes() -> None:
    consignment = a_consignment()
    first = drawn(consignment)
    before = {document.kind: document.sha256 for document in first.documents.all()}
    first.documents.all().delete()
    DocumentSet.objects.filter(pk=first.pk).update(state=SetState.WANTED, drawn_at=None)

    again = drawn(consignment, at=AT + timedelta(days=3))

    assert again.pk == first.pk
    assert {document.kind: document.sha256 for document in again.documents.all()} == before


def test_a_paper_that_comes_in_changes_only_what_shows_it() -> None:
    consignment = a_consignment()
    first = drawn(consignment)
    a_paper(consignment.key, "phytosanitary_certificate", number="DEMO-PC-2")

    second = drawn(consignment, at=AT + timedelta(days=1))

    assert second.pk != first.pk
    assert second.dated_on == first.dated_on == date(2026, 6, 10)
    invoice, sheet = DocumentKind.INVOICE, DocumentKind.CHED_SHEET
    assert one(first, invoice).sha256 == one(second, invoice).sha256
    assert one(first, sheet).sha256 != one(second, sheet).sha256


def test_data_that_moved_on_while_a_worker_waited_is_not_drawn() -> None:
    consignment = a_consignment()
    row = request_documents(consignment_key=consignment.key, actor=EXPORTER, at=AT)
    change_consignment(key=consignment.key, changes={"conveyance": "DEMO 2"}, actor=EXPORTER, at=AT)

    broken = draw_documents(set_key=row.key, at=AT)

    assert (broken.state, broken.trouble) == (SetState.BROKEN, "DATA_CHANGED")
    assert not broken.documents.exists()
    assert drawn(consignment).state == SetState.DRAWN


def test_a_number_that_no_post_gave_is_refused() -> None:
    with pytest.raises(Invalid):
        request_documents(
            consignment_key=a_consignment().key,
            posting=Posting(item="EE012345674VN"),
            actor=EXPORTER,
            at=AT,
        )


def test_the_whole_data_is_read_in_a_dozen_statements(django_assert_num_queries: Any) -> None:
    consignment = Consignment.objects.select_related("destination").get(pk=a_consignment().pk)
    with django_assert_num_queries(10):
        small = data_set(consignment=consignment, dated_on=date(2026, 6, 10))
    more = [harvest(number, "EU") for number in (3, 4, 5)]
    shares = [
        AllocationSpec(
            holder=f"order-line:{lot.pk}",
            lot=lot.reference,
            net_g=2000,
            gross_g=2300,
            packages=1,
            value_minor=9,
        )
        for lot in more
    ]
    allocate(key=consignment.key, position=1, allocations=shares, actor=EXPORTER, at=AT)
    with django_assert_num_queries(10):
        large = data_set(consignment=consignment, dated_on=date(2026, 6, 10))

    assert (len(small.lots), len(large.lots)) == (2, 5)
    assert [batch.first for batch in large.lines[0].batches] == [1, 301, 601, 602, 603]


def own_papers(consignment: Consignment) -> list[IssuedPaper]:
    for paper in consignment.issued_papers.filter(kind__code__in=OWN, withdrawn_at=None):
        withdraw_paper(paper_key=paper.key, reason="ours instead", actor=CLERK, at=AT)
    papers = enter_own_papers(set_key=drawn(consignment).key, actor=EXPORTER, at=AT)
    for paper in papers:
        confirm_paper(paper_key=paper.key, actor=SECOND, at=AT)
    return papers


def test_our_own_papers_open_the_gate_once_a_second_person_confirmed_them() -> None:
    consignment = a_consignment()

    papers = own_papers(consignment)
    clear(key=consignment.key, actor=EXPORTER, at=AT)

    assert sorted(paper.kind_id for paper in papers) == sorted(OWN)
    with pytest.raises(SecondPersonNeeded):
        confirm_paper(paper_key=_unconfirmed(consignment).key, actor=EXPORTER, at=AT)


def _unconfirmed(consignment: Consignment) -> IssuedPaper:
    IssuedPaper.objects.filter(consignment=consignment, kind__code="packing_list").update(
        confirmed_at=None, confirmed_by=""
    )
    return IssuedPaper.objects.get(consignment=consignment, kind__code="packing_list", withdrawn_at=None)


def test_papers_drawn_before_a_change_differ_and_shut_the_gate_until_they_are_drawn_anew() -> None:
    consignment = a_consignment(papers=True)
    own_papers(consignment)
    lot = harvest(3, "EU")
    spec = AllocationSpec(
        holder="order-line:9", lot=lot.reference, net_g=1000, gross_g=1100, packages=1, value_minor=600
    )
    allocate(key=consignment.key, position=1, allocations=[spec], actor=EXPORTER, at=AT)

    with pytest.raises(GateShut) as refused:
        clear(key=consignment.key, actor=EXPORTER, at=AT)

    items = refused.value.data["items"]
    assert isinstance(items, list)
    named = [str(code) for code in items if "commercial_invoice" in str(code)]
    assert {code.partition(":")[0] for code in named} == {
        "difference.net_g",
        "difference.gross_g",
        "difference.packages",
        "difference.lots",
    }
    fresh = own_papers(consignment)
    assert {paper.says["net_g"] for paper in fresh} == {3_001_000}


def test_papers_that_say_the_same_are_not_entered_twice() -> None:
    consignment = a_consignment()
    own_papers(consignment)

    assert enter_own_papers(set_key=drawn(consignment).key, actor=EXPORTER, at=AT) == []


def test_anybody_with_a_paper_can_ask_about_it(django_assert_num_queries: Any) -> None:
    consignment = a_consignment()
    invoice = one(drawn(consignment), DocumentKind.INVOICE)

    with django_assert_num_queries(2):
        told = verified(code=invoice.code)

    assert (told.number, told.sha256, told.status) == (invoice.number, invoice.sha256, CURRENT)
    change_consignment(key=consignment.key, changes={"conveyance": "DEMO 2"}, actor=EXPORTER, at=AT)
    assert verified(code=invoice.code).status == CHANGED
    drawn(consignment, at=AT + timedelta(hours=1))
    assert verified(code=invoice.code).status == REPLACED
    cancel_consignment(key=consignment.key, reason="demo", actor=EXPORTER, at=AT)
    assert verified(code=invoice.code).status == CANCELLED


@pytest.mark.parametrize("code", ["", "0" * 32, "../../etc", "' OR 1=1 --"])
def test_a_code_that_stands_on_no_paper_says_nothing(code: str) -> None:
    with pytest.raises(UnknownDocument):
        verified(code=code)


def test_a_kept_file_that_somebody_changed_is_not_given_out(kept: Path) -> None:
    invoice = one(drawn(a_consignment()), DocumentKind.INVOICE)
    assert hashlib.sha256(content_of(document=invoice)).hexdigest() == invoice.sha256

    (kept / str(invoice.file.name)).write_bytes(b"%PDF-1.7 forged")
    with pytest.raises(FileChanged):
        content_of(document=invoice)
    (kept / str(invoice.file.name)).unlink()
    with pytest.raises(FileChanged):
        content_of(document=invoice)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def spec(**given: Any) -> PaperSpec:
    facts = {
        "kind": "phytosanitary_certificate",
        "number": "DEMO-PC-9",
        "issuer": "Demo authority",
        "issued_on": date(2026, 6, 9),
    }
    return PaperSpec(**{**facts, **given})


def picture(form: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (20, 20)).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("content", [PDF, picture("PNG"), picture("JPEG"), b"<a/>"])
def test_a_file_is_kept_with_its_hash_and_waits_for_a_second_person(content: bytes) -> None:
    consignment = a_consignment(papers=False)

    row = receive_paper(key=consignment.key, paper=spec(sha256="f" * 64), content=content, actor=CLERK, at=AT)

    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert issued_content(paper=row) == content
    assert (row.entered_by, row.confirmed_at) == (CLERK, None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"%PDF-1.7 without an end",
        b"\x89PNG\r\n\x1a\n then nothing",
        picture("PNG")[:60],
        picture("GIF"),
        b"PK\x03\x04",
        b"%PDF-" + b"0" * MOST_BYTES,
    ],
)
def test_other_files_are_refused_and_nothing_is_kept(content: bytes, kept: Path) -> None:
    consignment = a_consignment(papers=False)
    with pytest.raises(FileRefused):
        receive_paper(key=consignment.key, paper=spec(), content=content, actor=CLERK, at=AT)

    assert not list(kept.rglob("*.*"))
    assert not IssuedPaper.objects.exists()


def test_hostile_xml_is_refused(kept: Path) -> None:
    with pytest.raises(XmlRefused):
        look_at(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')


def test_a_paper_that_cannot_be_entered_leaves_no_file(kept: Path) -> None:
    consignment = a_consignment(papers=False)
    with pytest.raises(Invalid):
        receive_paper(key=consignment.key, paper=spec(number=" "), content=PDF, actor=CLERK, at=AT)
    with pytest.raises(UnknownConsignment):
        receive_paper(key="nobody", paper=spec(), content=PDF, actor=CLERK, at=AT)
    receive_paper(key=consignment.key, paper=spec(), content=PDF, actor=CLERK, at=AT)
    with pytest.raises(Invalid):
        receive_paper(key=consignment.key, paper=spec(), content=PDF, actor=CLERK, at=AT)

    assert len(list(kept.rglob("*.pdf"))) == 1


def test_what_the_file_says_is_held_against_what_was_typed() -> None:
    consignment = a_consignment(papers=False)
    export = data_set(consignment=consignment, dated_on=date(2026, 6, 9))
    content = ephyto(export)
    number = f"DRAFT-{consignment.number}"
    typed = {"net_g": 2_999_000, "hs6": ["081090"], "consignee": export.party("IMPORTER").name}

    with pytest.raises(PapersDiffer) as refused:
        receive_paper(
            key=consignment.key, paper=spec(number=number, says=typed), content=content, actor=CLERK, at=AT
        )
    assert refused.value.data["differences"] == ["net_g: 2999000 ≠ 3000000"]

    row = receive_paper(
        key=consignment.key,
        paper=spec(number=number, says={**typed, "net_g": 3_000_000}),
        content=content,
        actor=CLERK,
        at=AT,
    )
    assert "gross_g" not in row.says  # nobody typed it, so nobody says it


def test_files_that_a_crash_left_are_swept_a_day_later(kept: Path) -> None:
    consignment = a_consignment(papers=False)
    row = receive_paper(key=consignment.key, paper=spec(), content=PDF, actor=CLERK, at=AT)
    (kept / "issued" / "left.pdf").write_bytes(PDF)
    assert sweep_left_files(at=now()) == 0
    assert sweep_left_files(at=now() + timedelta(days=2)) == 1
    assert issued_content(paper=row) == PDF


def test_a_demo_reviewer_is_named_on_what_rests_on_him() -> None:
    consignment = a_consignment()
    sign("lychee/EU", actors=["account:made-up"], demo=True)

    export = data_set(consignment=consignment, dated_on=date(2026, 6, 10))

    assert export.rests_on_demo
    assert replace(export, rests_on_demo=False) != export

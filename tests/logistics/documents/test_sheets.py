"""The papers as PDF: whole, readable by machines, the same for the same data."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from lxml import etree
from pikepdf import Pdf
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from logistics.documents.catalogue import kinds_of, make
from logistics.documents.checks.export import check_export
from logistics.documents.enums import DocumentKind
from logistics.documents.forms.post import post_form
from logistics.documents.values import Export, Line, Party, Posting
from tests.factories.exports import EXPORTER, IMPORTER, batches, frankfurt, line, made_up, tokyo
from tests.logistics.documents.pdfa import faults

SEAL = "ab" * 32
ALL: dict[DocumentKind, Callable[[], Export]] = {
    DocumentKind.INVOICE: frankfurt,
    DocumentKind.PACKING_LIST: frankfurt,
    DocumentKind.CN22: tokyo,
    DocumentKind.CN23: tokyo,
    DocumentKind.ORIGIN_DECLARATION: frankfurt,
    DocumentKind.EUR1_SHEET: frankfurt,
    DocumentKind.FORM_D_SHEET: frankfurt,
    DocumentKind.FORM_E_SHEET: frankfurt,
    DocumentKind.RCEP_SHEET: frankfurt,
    DocumentKind.PHYTO_APPLICATION: frankfurt,
    DocumentKind.TREATMENT_SHEET: frankfurt,
    DocumentKind.TRACE_SHEET: frankfurt,
    DocumentKind.VNACCS_SHEET: frankfurt,
    DocumentKind.CHED_SHEET: frankfurt,
    DocumentKind.CARTON_MARKS: frankfurt,
}
DRAFTS = {
    DocumentKind.EUR1_SHEET,
    DocumentKind.FORM_D_SHEET,
    DocumentKind.FORM_E_SHEET,
    DocumentKind.RCEP_SHEET,
    DocumentKind.PHYTO_APPLICATION,
    DocumentKind.TREATMENT_SHEET,
    DocumentKind.VNACCS_SHEET,
    DocumentKind.CHED_SHEET,
}


def pdf(export: Export, kind: DocumentKind) -> bytes:
    return make(export, kind, SEAL).content


def text(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("kind", ALL)
def test_each_paper_is_fit_for_keeping_as_far_as_we_can_see(kind: DocumentKind) -> None:
    assert list(faults(pdf(ALL[kind](), kind))) == []


def test_the_check_sees_what_is_wrong() -> None:
    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(10, 10, "Helvetica is not embedded")
    canvas.save()
    with Pdf.open(BytesIO(pdf(frankfurt(), DocumentKind.INVOICE))) as good, Pdf.open(out) as bad:
        good.pages.extend(bad.pages)
        good.Root.AA = good.make_indirect({})
        mended = BytesIO()
        good.save(mended, force_version="1.7")

    found = list(faults(mended.getvalue()))

    assert "font /Helvetica is not embedded" in found
    assert "/AA is there" in found


@pytest.mark.parametrize("kind", ALL)
def test_the_same_data_gives_the_same_bytes(kind: DocumentKind) -> None:
    export = ALL[kind]()
    assert pdf(export, kind) == pdf(replace(export), kind)


@pytest.mark.parametrize("kind", ALL)
def test_each_page_says_which_of_how_many_and_what_the_paper_is_not(kind: DocumentKind) -> None:
    content = pdf(
        frankfurt(90) if kind in (DocumentKind.PACKING_LIST, DocumentKind.CARTON_MARKS) else ALL[kind](), kind
    )
    pages = PdfReader(BytesIO(content)).pages

    for number, page in enumerate(pages, start=1):
        said = " ".join(page.extract_text().split())
        assert f"Page {number} / {len(pages)}" in said
        assert "issues nothing that an authority issues" in said
        assert ("DRAFT data sheet, not issued by any authority" in said) == (kind in DRAFTS)


def test_vietnamese_letters_can_be_selected() -> None:
    name = "Hợp tác xã Ngọc Huyền ỵ ẵ ỡ Ặ Ũ đ Đ"
    export = frankfurt(parties=(replace(EXPORTER, name=name), IMPORTER))

    assert name in text(pdf(export, DocumentKind.INVOICE))


def test_letters_that_the_font_lacks_are_said_and_never_dropped() -> None:
    export = tokyo()

    fields = [one.field for one in check_export(export, DocumentKind.CN23)]

    assert fields == ["consignee.name"]
    assert "?? ?? Mihon Hanako" in text(pdf(export, DocumentKind.CN23))


def test_the_file_for_machines_lies_inside() -> None:
    export = frankfurt()
    reader = PdfReader(BytesIO(pdf(export, DocumentKind.INVOICE)))

    ((name, contents),) = reader.attachments.items()

    assert name == "NXDEMO01-CI.xml"
    assert contents[0] == make(export, DocumentKind.UBL_INVOICE, SEAL).content
    assert etree.fromstring(contents[0]).tag.endswith("Invoice")


def long_export() -> Export:
    words = "Đường rất dài " * 60
    odd = Party(role="EXPORTER", name="X" * 300, country="VN", address=words + "\n" + "Y" * 500)
    goods = replace(line(batches(3)), description_en="Fresh lychees " * 9)
    return frankfurt(parties=(odd, replace(IMPORTER, address=words)), lines=(goods,))


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind != DocumentKind.CARTON_MARKS])
def test_long_names_and_addresses_are_whole(kind: DocumentKind) -> None:
    told = text(pdf(long_export(), kind)).replace(" ", "")

    if kind in (DocumentKind.INVOICE, DocumentKind.PACKING_LIST, DocumentKind.CN23, DocumentKind.CHED_SHEET):
        assert "X" * 300 in told or told.count("X") >= 300
        assert told.count("Đườngrấtdài") >= 60
    assert told.count("Page1/") == 1


def test_every_carton_has_its_mark() -> None:
    told = text(pdf(frankfurt(19), DocumentKind.CARTON_MARKS))

    assert [number for number in range(1, 20) if f" {number} / 19" not in f" {told}"] == []
    assert told.count("PRODUCT OF VIETNAM FOR EUROPEAN UNION") == 19


def test_marks_of_closed_regions_stand_on_every_carton() -> None:
    export = frankfurt(
        3, destination="US", destination_en="United States", country="US", marked_not_for=("FL", "HI")
    )

    assert text(pdf(export, DocumentKind.CARTON_MARKS)).count("NOT FOR DISTRIBUTION IN FL, HI") == 3


def test_the_origin_is_declared_word_for_word_and_without_a_number_that_nobody_has() -> None:
    told = text(pdf(frankfurt(), DocumentKind.ORIGIN_DECLARATION))

    assert (
        "The exporter of the products covered by this document declares that, except where otherwise clearly "
        "indicated, these products are of Vietnamese preferential origin." in told
    )
    assert "authorisation" not in told


def worth(minor: int, **given: object) -> Export:
    goods: Line = line((replace(batches(1)[0], value_minor=minor),))
    return frankfurt(lines=(goods,), **given)


@pytest.mark.parametrize(
    ("export", "kind"),
    [
        (worth(600_000), DocumentKind.ORIGIN_DECLARATION),
        (worth(600_001), DocumentKind.EUR1_SHEET),
        (worth(600_000, currency="USD"), DocumentKind.EUR1_SHEET),
        (worth(666_667, currency="USD", eur_rate=Decimal("0.9")), DocumentKind.ORIGIN_DECLARATION),
        (worth(666_673, currency="USD", eur_rate=Decimal("0.9")), DocumentKind.EUR1_SHEET),
        (worth(1, preference="ACFTA"), DocumentKind.FORM_E_SHEET),
        (worth(1, preference="ATIGA"), DocumentKind.FORM_D_SHEET),
        (worth(1, preference="RCEP"), DocumentKind.RCEP_SHEET),
    ],
)
def test_the_proof_of_origin_follows_agreement_and_value(export: Export, kind: DocumentKind) -> None:
    assert kind in set(kinds_of(export))


def test_without_a_preference_there_is_no_proof_of_origin() -> None:
    proofs = {DocumentKind.ORIGIN_DECLARATION, DocumentKind.EUR1_SHEET, DocumentKind.FORM_D_SHEET}
    assert not proofs & set(kinds_of(frankfurt(preference="")))


def posted(minor: int, *, gross_g: int = 2000, letter: bool = True, rate: str | None = "0.75") -> Export:
    tea = replace(batches(1)[0], value_minor=minor, gross_g=gross_g, net_g=100)
    posting = Posting(letter=letter, sdr_rate=Decimal(rate) if rate else None)
    return tokyo(currency="USD", exponent=2, lines=(line((tea,), "tea"),), posting=posting)


@pytest.mark.parametrize(
    ("export", "kind"),
    [
        (posted(40_000), DocumentKind.CN22),  # exactly 300 SDR
        (posted(40_001), DocumentKind.CN23),
        (posted(40_000, gross_g=2001), DocumentKind.CN23),
        (posted(1, letter=False), DocumentKind.CN23),
        (posted(1, rate=None), DocumentKind.CN23),
    ],
)
def test_small_packets_take_cn_22_and_all_else_cn_23(export: Export, kind: DocumentKind) -> None:
    assert post_form(export) == kind
    assert kind in set(kinds_of(export))


def test_only_fresh_goods_are_announced_to_plant_protection_and_only_coffee_gives_plots() -> None:
    assert DocumentKind.EPHYTO not in set(kinds_of(tokyo()))
    coffee = frankfurt(lines=(line(batches(2), "coffee"),))
    assert DocumentKind.GEOLOCATION in set(kinds_of(coffee))
    assert DocumentKind.GEOLOCATION not in set(kinds_of(frankfurt()))


def test_eight_digits_of_one_tariff_never_stand_where_the_other_is_asked() -> None:
    goods = replace(line(batches(1)), vn_hs8="08109010", eu_cn8="08109075")
    export = frankfurt(lines=(goods,))

    vnaccs, ched = text(pdf(export, DocumentKind.VNACCS_SHEET)), text(pdf(export, DocumentKind.CHED_SHEET))

    assert ("08109010" in vnaccs, "08109075" in vnaccs) == (True, False)
    assert ("08109010" in ched, "08109075" in ched) == (False, True)


def test_whatever_the_tables_allow_can_be_drawn() -> None:
    for seed in range(12):
        export = made_up(seed)
        for kind in kinds_of(export):
            if kind != DocumentKind.CARTON_MARKS:
                assert make(export, kind, SEAL).content


def test_what_is_missing_is_named_in_words() -> None:
    export = frankfurt(
        parties=(replace(EXPORTER, address=""),),
        lines=(replace(line(batches(4, 4)), hs6="0810", botanical="", description_en="Food products"),),
    )

    found = {one.field: one.message for one in check_export(export, DocumentKind.TRACE_SHEET)}

    assert set(found) == {
        "exporter.address",
        "consignee.name",
        "consignee.address",
        "line.1.hs6",
        "line.1.description_en",
        "line.1.botanical",
        "lot.lot:demo0004",
    }
    assert found["line.1.hs6"] == "Thiếu: mã HS 6 số."


def test_figures_are_written_as_the_destination_writes_them() -> None:
    told = text(pdf(frankfurt(1500), DocumentKind.INVOICE)).replace("\u00a0", " ")

    assert "3 000,00 kg" in told
    assert "EUR 54 000,00" in told
    assert "10.06.2026" in told

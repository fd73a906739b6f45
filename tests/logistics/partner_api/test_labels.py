"""Labels as PDF and ZPL, one or many: the same page either way, read back dot by dot and by a scanner."""

import re
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from logistics.dispatch.models import Parcel
from logistics.dispatch.zpl import BYTES_A_ROW, HEIGHT, WIDTH
from tests.factories.dispatch import ShipmentFactory, code_of
from tests.factories.partner_api import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
STACKED = "Ằẵẳặ Ễểệ Ỗổộ Ữửự Ỹỷỵ"


@pytest.fixture
def partner() -> Partner:
    return Partner()


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def unpacked(data: str) -> bytes:
    """The rows of a ^GFA field, as the ZPL II guide tells a printer to read them."""
    rows: list[str] = []
    row, count = "", 0
    for sign in data:
        if sign == ":":
            rows.append(rows[-1])
        elif "G" <= sign <= "Y":
            count += ord(sign) - ord("F")
        elif "g" <= sign <= "z":
            count += (ord(sign) - ord("f")) * 20
        elif sign in ",!":
            row = row.ljust(BYTES_A_ROW * 2, "0" if sign == "," else "F")
        else:
            row, count = row + sign * (count or 1), 0
        if len(row) == BYTES_A_ROW * 2:
            rows.append(row)
            row = ""
    assert row == ""
    return bytes.fromhex("".join(rows))


def picture(label: str) -> Image.Image:
    """What a printer would print: black on white."""
    found = re.fullmatch(r"\^XA\^PW840\^LL1184\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),([^^]+)\^FS\^XZ\n", label)
    assert found, label[:80]
    assert [int(number) for number in found.groups()[:3]] == [BYTES_A_ROW * HEIGHT] * 2 + [BYTES_A_ROW]
    dots = Image.frombytes("1", (WIDTH, HEIGHT), unpacked(found[4]))
    return dots.convert("L").point(lambda dot: 255 - dot)


def labels_of(answer: Any) -> list[str]:
    return re.findall(r"\^XA.*?\^XZ\n", body(answer).decode("ascii"))


def test_a_scanner_reads_the_label_of_a_thermal_printer(partner: Partner) -> None:
    code = code_of(ShipmentFactory(cod_dong=350_000, recipient_name=STACKED))
    answer = partner.get(f"parcels/{code}/label", format="zpl")
    assert answer["Content-Type"] == "application/zpl"
    [label] = labels_of(answer)
    assert len(label) < 60_000
    read = {(found.format.name, found.text) for found in zxingcpp.read_barcodes(picture(label))}
    assert {kind for kind, text in read if text == code} == {"Code128", "QRCode"}, read


def test_its_dots_are_those_of_the_pdf_page(partner: Partner) -> None:
    """So the letters with two marks are right where the page's are: no font of the printer is used."""
    import pypdfium2

    code = code_of(ShipmentFactory(recipient_name=STACKED))
    pdf = body(partner.get(f"parcels/{code}/label"))
    assert STACKED in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=8 * 25.4 / 72, grayscale=True).to_pil().convert("L")
    [label] = labels_of(partner.get(f"parcels/{code}/label", format="zpl"))
    black = sum(grey < 150 for grey in page.tobytes())
    assert sum(dot == 0 for dot in picture(label).tobytes()) == pytest.approx(black, rel=0.01)
    printed = picture(label).resize((210, 296)).tobytes()
    shown = page.crop((0, 0, WIDTH, HEIGHT)).resize((210, 296)).tobytes()
    far = sum(abs(one - other) > 128 for one, other in zip(printed, shown, strict=True))
    assert far < 210 * 296 / 100


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/zpl", "application/zpl"),
        ("application/zpl;q=0.9, application/pdf;q=0.1", "application/zpl"),
        ("application/pdf, application/zpl;q=0.5", "application/pdf"),
        ("*/*", "application/pdf"),
        ("image/png", "application/pdf"),
        ("…", "application/pdf"),
    ],
)
def test_accept_chooses_where_format_does_not(partner: Partner, accept: str, kind: str) -> None:
    code = code_of(ShipmentFactory())
    asked = {**partner.headers, "Accept": accept.encode("utf-8").decode("latin-1")}
    answer = partner.client.get(f"/partner/v1/parcels/{code}/label", headers=asked)
    assert (answer.status_code, answer["Content-Type"], answer["Vary"]) == (200, kind, "Accept")
    forced = partner.client.get(f"/partner/v1/parcels/{code}/label?format=pdf", headers=asked)
    assert forced["Content-Type"] == "application/pdf"


def test_another_format_is_refused(partner: Partner) -> None:
    answer = partner.get(f"parcels/{code_of(ShipmentFactory())}/label", format="png")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "format")


def test_many_labels_keep_the_order_of_their_codes(partner: Partner) -> None:
    codes = [code_of(ShipmentFactory()) for _ in range(3)]
    wanted = [codes[2], codes[0].lower(), codes[1], codes[2]]
    answer = partner.post("labels", {"tracking_codes": wanted})
    texts = [page.extract_text() for page in PdfReader(BytesIO(body(answer))).pages]
    assert [code[-4:] in text for code, text in zip([codes[2], codes[0], codes[1]], texts, strict=True)]
    zpl = partner.post("labels?format=zpl", {"tracking_codes": wanted})
    read = [zxingcpp.read_barcodes(picture(label))[0].text for label in labels_of(zpl)]
    assert read == [codes[2], codes[0], codes[1]]


def test_a_carrier_prints_none_of_anothers(partner: Partner) -> None:
    mine = code_of(ShipmentFactory())
    theirs = code_of(ShipmentFactory())
    Parcel.objects.filter(tracking_code=theirs).update(carrier_code="ghn")
    answer = partner.post("labels", {"tracking_codes": [mine, theirs]})
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_PARCEL")
    assert answer.json()["errors"][0]["pointer"] == "/tracking_codes/1"
    assert Partner("ghn").get(f"parcels/{mine}/label").status_code == 404


def test_300_fit_and_301_do_not(partner: Partner) -> None:
    codes = [f"NNV{number:012}" for number in range(301)]
    assert partner.post("labels", {"tracking_codes": codes}).status_code == 422
    assert partner.post("labels", {"tracking_codes": codes[:300]}).status_code == 404
    assert partner.post("labels", {"tracking_codes": []}).status_code == 422


def test_a_key_stands_for_one_list(partner: Partner) -> None:
    one, other = code_of(ShipmentFactory()), code_of(ShipmentFactory())
    first = body(partner.post("labels", {"tracking_codes": [one]}, key="k"))
    assert body(partner.post("labels", {"tracking_codes": [one]}, key="k")) == first
    assert partner.post("labels", {"tracking_codes": [other]}, key="k").status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_labels(
    partner: Partner, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    codes = [code_of(ShipmentFactory()) for _ in range(count)]
    partner.get("me")
    with django_assert_num_queries(20):
        partner.post("labels", {"tracking_codes": codes})

"""Proofs of origin. The exporter's own words on the invoice up to EUR 6,000; above that, and under the other
agreements, a sheet with the data in the order of the authority's form, to be typed into eCoSys.

The texts of boxes are our reading of the forms; eCoSys is what counts.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from logistics.documents.enums import DocumentKind
from logistics.documents.forms.frame import (
    PACKAGES,
    Frame,
    country,
    habit,
    number_of,
    packages_text,
    party_text,
    sheet,
)
from logistics.documents.forms.trade import ORIGIN_WORDS, route_text
from logistics.documents.sheets.sheet import Column, Field, Sheet, Words
from logistics.documents.values import Export, Line
from logistics.documents.writing import amount, day, decimal_amount, kilograms

EVFTA_MOST_EUR: Final = Decimal(6000)
"""Circular 11/2020/TT-BCT, Art. 19: up to this any exporter declares the origin; above it takes EUR.1."""
DECLARATION: Final = (
    "The exporter of the products covered by this document declares that, except where otherwise clearly "
    "indicated, these products are of Vietnamese preferential origin."
)
"""Without the number in brackets that only an approved exporter has."""
FORMS: Final = {
    DocumentKind.FORM_D_SHEET: (
        Words("Phiếu dữ liệu C/O mẫu D (ATIGA)", "Data sheet for certificate of origin Form D (ATIGA)"),
        "ASEAN Trade in Goods Agreement",
    ),
    DocumentKind.FORM_E_SHEET: (
        Words("Phiếu dữ liệu C/O mẫu E (ACFTA)", "Data sheet for certificate of origin Form E (ACFTA)"),
        "ASEAN-China Free Trade Area",
    ),
    DocumentKind.RCEP_SHEET: (
        Words("Phiếu dữ liệu C/O mẫu RCEP", "Data sheet for certificate of origin RCEP"),
        "Regional Comprehensive Economic Partnership",
    ),
}


def goods_eur(export: Export) -> Decimal | None:
    """To the cent, half up; None while nobody knows the rate."""
    rate = Decimal(1) if export.currency == "EUR" else export.eur_rate
    if rate is None:
        return None
    value = decimal_amount(export.goods_minor, export.exponent) * rate
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def evfta_proof(export: Export) -> DocumentKind:
    """6,000.00 may still be declared; what is not known takes EUR.1, which is never too little."""
    value = goods_eur(export)
    small = value is not None and value <= EVFTA_MOST_EUR
    return DocumentKind.ORIGIN_DECLARATION if small else DocumentKind.EUR1_SHEET


def declaration(export: Export, frame: Frame) -> Sheet:
    paper = sheet(
        export, frame, Words("Lời khai xuất xứ theo EVFTA", "Origin declaration (EVFTA)"), draft=False
    )
    paper.row(Field(Words("Người xuất khẩu", "Exporter"), party_text(export.party("EXPORTER"))))
    paper.row(
        Field(Words("Trên hóa đơn số", "Made out on invoice"), number_of(export, DocumentKind.INVOICE)),
        Field(Words("Ngày hóa đơn", "Invoice date"), day(export.dated_on, habit(export))),
        Field(
            Words("Giá trị hàng", "Value of the goods"),
            amount(export.goods_minor, export.exponent, export.currency, habit(export)),
        ),
    )
    paper.heading(Words("Lời khai, viết nguyên văn trên hóa đơn", "The declaration, word for word"))
    paper.paragraph(DECLARATION, bold=True, size=11)
    _eur1_goods(paper, export)
    paper.paragraph("Chỉ cho lô đến EUR 6 000,00. Only for consignments up to EUR 6 000.00.")
    paper.paragraph("Sau khi khai, tải lên eCoSys. After declaring, upload it to eCoSys.")
    paper.signature(
        Words("Nơi và ngày", "Place and date"), Words("Tên và chữ ký", "Name and signature of the exporter")
    )
    return paper


def eur1(export: Export, frame: Frame) -> Sheet:
    title = Words("Phiếu dữ liệu EUR.1", "Data sheet for movement certificate EUR.1")
    paper = sheet(export, frame, title, draft=True)
    write = habit(export)
    paper.row(
        Field(Words("Người xuất khẩu", "Exporter"), party_text(export.party("EXPORTER"), contact=False), "1"),
        Field(Words("Ưu đãi giữa", "Preferential trade between"), "VIET NAM and EUROPEAN UNION", "2"),
    )
    paper.row(
        Field(Words("Người nhận", "Consignee"), _consignee(export), "3"),
        Field(Words("Nước xuất xứ", "Country of origin"), "VIET NAM", "4", 0.5),
        Field(Words("Nước đến", "Country of destination"), export.country, "5", 0.5),
    )
    paper.row(
        Field(Words("Vận tải", "Transport details"), _transport(export), "6"),
        Field(Words("Ghi chú", "Remarks"), "–", "7"),
    )
    _eur1_goods(paper, export)
    invoice = f"{number_of(export, DocumentKind.INVOICE)}, {day(export.dated_on, write)}"
    paper.row(
        Field(Words("Cộng cả bì", "Total gross mass"), kilograms(export.gross_g, write), "9", bold=True),
        Field(Words("Hóa đơn", "Invoices"), invoice, "10"),
    )
    paper.row(Field(Words("Cơ quan xác nhận", "Customs endorsement"), _THEIRS, "11"))
    paper.row(Field(Words("Lời khai của người xuất khẩu", "Declaration by the exporter"), _SIGN_THERE, "12"))
    paper.row(
        Field(
            Words("Yêu cầu và kết quả kiểm tra", "Request for and result of verification"), _THEIRS, "13–14"
        )
    )
    paper.paragraph("Không tẩy xóa, không viết đè. No erasures, no words written over one another.")
    return paper


_THEIRS: Final = "Để trống, cơ quan ghi · left to the authority"
_SIGN_THERE: Final = "Người xuất khẩu ký trên giấy thật · signed on the real certificate"


def _consignee(export: Export) -> str:
    return party_text(export.party("CONSIGNEE", "IMPORTER"), contact=False)


def _transport(export: Export) -> str:
    return f"{route_text(export)}, {day(export.departure_on, habit(export))}"


def _eur1_goods(paper: Sheet, export: Export) -> None:
    columns = [
        Column(Words("8. TT", "8. Item no."), 6),
        Column(Words("Ký mã hiệu", "Marks and numbers"), 18),
        Column(Words("Số kiện, loại", "Number and kind of packages"), 16),
        Column(Words("Tên hàng", "Description of goods"), 34),
        Column(Words("Mã HS", "HS code"), 10),
        Column(Words("Cả bì", "Gross mass"), 16, "right"),
    ]
    paper.table(columns, [_eur1_row(export, line) for line in export.lines])


def _eur1_row(export: Export, line: Line) -> list[str]:
    gross = kilograms(line.gross_g, habit(export))
    goods = f"{line.description_en}, {line.botanical}".rstrip(", ")
    return [str(line.position), marks(export, line), packages_text(line), goods, line.hs6, gross]


def marks(export: Export, line: Line) -> str:
    first = min((batch.first for batch in line.batches), default=0)
    last = max((batch.last for batch in line.batches), default=0)
    return f"{export.number} {first}–{last}"


def form(export: Export, frame: Frame) -> Sheet:
    """D, E and RCEP: the same boxes in the same order, as far as we know them."""
    title, agreement = FORMS[frame.kind]
    paper = sheet(export, frame, title, draft=True)
    exporter = party_text(export.party("EXPORTER"), contact=False)
    paper.row(
        Field(Words("Hàng gửi từ", "Goods consigned from"), exporter, "1"),
        Field(Words("Hàng gửi đến", "Goods consigned to"), _consignee(export), "2"),
    )
    places = f"{export.point_of_exit or 'VN'} – {export.point_of_entry or export.country}"
    paper.row(
        Field(
            Words("Phương tiện và đường đi", "Means of transport and route"),
            f"{_transport(export)}\n{places}",
            "3",
        ),
        Field(Words("Dành cho cơ quan", "For official use"), f"{agreement}\n{_THEIRS}", "4"),
    )
    _form_goods(paper, export)
    paper.row(Field(Words("Lời khai của người xuất khẩu", "Declaration by the exporter"), _SIGN_THERE, "11"))
    paper.row(Field(Words("Chứng nhận", "Certification"), _THEIRS, "12"))
    paper.row(Field(Words("Đánh dấu nếu có", "Tick where it applies"), _TICKS, "13"))
    paper.paragraph(ORIGIN_WORDS + " Nước đến · Destination: " + country(export.country) + ".")
    return paper


_TICKS: Final = (
    "[  ] Third country invoicing   [  ] Issued retroactively   [  ] Exhibition   [  ] Back-to-back CO   "
    "[  ] De minimis   [  ] Accumulation"
)


def _form_goods(paper: Sheet, export: Export) -> None:
    columns = [
        Column(Words("5. TT", "5. Item"), 5),
        Column(Words("6. Ký mã hiệu", "6. Marks"), 15),
        Column(Words("7. Số kiện, tên hàng, mã HS", "7. Packages, description, HS"), 34),
        Column(Words("8. Tiêu chí", "8. Origin criterion"), 10),
        Column(Words("9. Cả bì, trị giá FOB", "9. Gross weight, FOB value"), 20, "right"),
        Column(Words("10. Hóa đơn", "10. Invoice no., date"), 16),
    ]
    paper.table(columns, [_form_row(export, line) for line in export.lines])


def _form_row(export: Export, line: Line) -> Sequence[str]:
    write = habit(export)
    kind = PACKAGES.get(line.package_kind, line.package_kind)
    invoice = f"{number_of(export, DocumentKind.INVOICE)}\n{day(export.dated_on, write)}"
    value = amount(line.value_minor, export.exponent, export.currency, write)
    goods = f"{line.packages} {kind} {line.description_en}, HS {line.hs6}"
    weight = f"{kilograms(line.gross_g, write)}\n{value}"
    return [str(line.position), marks(export, line), goods, "WO", weight, invoice]

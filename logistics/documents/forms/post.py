"""CN 22 and CN 23 of the Universal Postal Union, as sender and post fill them.

CN 22 goes on a small packet of letter post up to 300 special drawing rights; everything above it, and every
parcel, takes CN 23. Where the rate is not known CN 23 is made, which is never wrong.
"""

from decimal import Decimal
from typing import Final

from logistics.documents.enums import DocumentKind
from logistics.documents.forms.frame import Frame, habit, number_of, party_text, sheet
from logistics.documents.sheets.sheet import Column, Field, Sheet, Words
from logistics.documents.values import Export, Line
from logistics.documents.writing import amount, decimal_amount, kilograms
from logistics.goods.numbers import read_s10

CN22_MOST_SDR: Final = Decimal(300)
CN22_MOST_G: Final = 2000
"""A small packet of letter post weighs two kilograms at most."""
CATEGORIES: Final = {
    "SALE": Words("Bán hàng", "Sale of goods"),
    "SAMPLE": Words("Hàng mẫu", "Commercial sample"),
    "PRIVATE": Words("Quà", "Gift"),
}
OTHERS: Final = (
    Words("Giấy tờ", "Documents"),
    Words("Hàng trả lại", "Returned goods"),
    Words("Khác", "Other"),
)
SAFE: Final = (
    "I, the undersigned, certify that the particulars given in this declaration are correct and that this "
    "item does not contain any dangerous article or articles prohibited by legislation or by postal or "
    "customs regulations."
)
SAFE_VI: Final = (
    "Tôi cam đoan lời khai này đúng và trong bưu gửi không có vật nguy hiểm, vật bị pháp luật, bưu chính hay "
    "hải quan cấm."
)


def post_form(export: Export) -> DocumentKind:
    """The boundaries belong to CN 22: exactly 300 SDR, exactly 2 kg."""
    rate = export.posting.sdr_rate
    if not export.posting.letter or rate is None or export.gross_g > CN22_MOST_G:
        return DocumentKind.CN23
    value = decimal_amount(export.goods_minor, export.exponent) * rate
    return DocumentKind.CN22 if value <= CN22_MOST_SDR else DocumentKind.CN23


def cn22(export: Export, frame: Frame) -> Sheet:
    paper = sheet(export, frame, Words("Tờ khai hải quan CN 22", "Customs declaration CN 22"), draft=False)
    _opened(paper)
    _item(paper, export)
    sender, addressee = export.party("EXPORTER"), export.party("CONSIGNEE", "IMPORTER")
    paper.row(
        Field(Words("Người gửi", "From"), party_text(sender)),
        Field(Words("Người nhận", "To"), party_text(addressee)),
    )
    paper.row(Field(Words("Loại bưu gửi", "Category of item"), category_text(export), "10"))
    _contents(paper, export)
    _sums(paper, export)
    _certified(paper)
    return paper


def cn23(export: Export, frame: Frame) -> Sheet:
    paper = sheet(export, frame, Words("Tờ khai hải quan CN 23", "Customs declaration CN 23"), draft=False)
    _opened(paper)
    _item(paper, export)
    sender, addressee = export.party("EXPORTER"), export.party("CONSIGNEE", "IMPORTER")
    paper.row(
        Field(Words("Người gửi", "From (sender)"), party_text(sender)),
        Field(
            Words("Mã hải quan của người gửi", "Sender's customs reference"),
            sender.tax_number or "–",
            "",
            0.5,
        ),
    )
    importer = export.party("IMPORTER", "CONSIGNEE")
    reference = importer.tax_number or importer.licence or "–"
    contact = " · ".join(part for part in (importer.telephone, importer.email) if part) or "–"
    paper.row(
        Field(Words("Người nhận", "To (addressee)"), party_text(addressee)),
        Field(Words("Mã thuế, mã người nhập", "Importer's reference"), reference, "", 0.5),
        Field(Words("Điện thoại, thư", "Importer's telephone, e-mail"), contact, "", 0.6),
    )
    _contents(paper, export)
    _sums(paper, export)
    _formalities(paper, export)
    _certified(paper)
    return paper


def _opened(paper: Sheet) -> None:
    paper.paragraph("Có thể mở để kiểm tra. May be opened officially.", bold=True)


def _item(paper: Sheet, export: Export) -> None:
    number = export.posting.item
    known = read_s10(number) is not None
    text = number if known else "Bưu điện ghi · to be given by the post"
    paper.row(
        Field(Words("Số bưu gửi (S10)", "Item number (S10)"), text, bold=known),
        Field(
            Words("Bưu cục gửi, ngày gửi", "Office of origin, date of posting"), export.posting.office or "–"
        ),
    )


def category_text(export: Export) -> str:
    chosen = CATEGORIES.get(export.purpose)
    boxes = [*CATEGORIES.values(), *OTHERS]
    return "   ".join(f"[{'X' if words is chosen else '  '}] {words.en} ({words.vi})" for words in boxes)


def _contents(paper: Sheet, export: Export) -> None:
    columns = [
        Column(Words("1. Nội dung chi tiết", "1. Detailed description of contents"), 34),
        Column(Words("2. Số lượng", "2. Quantity"), 12, "right"),
        Column(Words("3. Tịnh", "3. Net weight"), 13, "right"),
        Column(Words("5. Giá trị", "5. Value"), 16, "right"),
        Column(Words("7. Mã HS", "7. HS tariff number"), 13),
        Column(Words("8. Xuất xứ", "8. Country of origin"), 12),
    ]
    paper.table(columns, [_content_row(export, line) for line in export.lines])


def _content_row(export: Export, line: Line) -> list[str]:
    write = habit(export)
    value = amount(line.value_minor, export.exponent, export.currency, write)
    quantity = str(line.packages)
    return [description(line), quantity, kilograms(line.net_g, write), value, line.hs6, "VN"]


def description(line: Line) -> str:
    """What it is, in full: "food products" is turned back."""
    botanical = f" ({line.botanical})" if line.botanical else ""
    return f"{line.description_en}{botanical}"


def _sums(paper: Sheet, export: Export) -> None:
    write = habit(export)
    value = amount(export.goods_minor, export.exponent, export.currency, write)
    postage = amount(export.posting.postage_minor, export.exponent, export.currency, write)
    paper.row(
        Field(
            Words("Tổng khối lượng", "Total gross weight"), kilograms(export.gross_g, write), "4", bold=True
        ),
        Field(Words("Tổng giá trị", "Total value"), value, "6", bold=True),
        Field(Words("Cước và phí", "Postal charges / fees"), postage, "9"),
    )


def _formalities(paper: Sheet, export: Export) -> None:
    certificates = [
        paper.number for paper in export.held("phytosanitary_certificate", "health_certificate_honey")
    ]
    paper.row(Field(Words("Loại bưu gửi", "Category of item"), category_text(export), "10"))
    paper.row(
        Field(
            Words("Ghi chú", "Comments"),
            "Goods subject to quarantine, sanitary/phytosanitary inspection or other restrictions",
            "11",
        )
    )
    paper.row(
        Field(
            Words("Giấy phép số", "Licence(s)"), export.party("IMPORTER", "CONSIGNEE").licence or "–", "12"
        ),
        Field(Words("Giấy chứng nhận số", "Certificate(s)"), ", ".join(certificates) or "–", "13"),
        Field(Words("Hóa đơn số", "Invoice"), number_of(export, DocumentKind.INVOICE), "14"),
    )


def _certified(paper: Sheet) -> None:
    paper.paragraph(SAFE, size=7.6)
    paper.paragraph(SAFE_VI, size=7.6)
    paper.signature(Words("15. Ngày và chữ ký của người gửi", "15. Date and sender's signature"))

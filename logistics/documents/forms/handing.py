"""Sheets for those who type into other people's systems: the broker into VNACCS, the importer into TRACES."""

from typing import Final

from logistics.documents.enums import DocumentKind
from logistics.documents.forms.frame import Frame, listed, number_of, packages_text, party_text, sheet
from logistics.documents.forms.trade import route_text
from logistics.documents.sheets.sheet import Column, Field, Sheet, Words
from logistics.documents.values import Export, Line, Party
from logistics.documents.writing import plain_amount, plain_kilograms, unit_price, vietnamese_day

ASK: Final = "? người khai chọn · to be chosen by the declarant"
MODES: Final = {
    "AIR": "1 (hàng không · air)",
    "SEA": "2/3 (biển · sea)",
    "ROAD": "4 (bộ · road)",
    "POST": "9",
}
Rows = list[tuple[str, Words, str]]


def vnaccs_sheet(export: Export, frame: Frame) -> Sheet:
    """In the order of the screen EDA. Figures stand as they are typed: a point, no grouping."""
    title = Words("Phiếu dữ liệu tờ khai xuất khẩu (VNACCS EDA)", "Export declaration data (VNACCS EDA)")
    paper = sheet(export, frame, title, draft=True)
    for heading, rows in (
        (Words("Thông tin chung", "General"), _general(export)),
        (Words("Người xuất, người nhập", "Exporter, importer"), _people(export)),
        (Words("Vận chuyển", "Transport"), _transport(export)),
        (Words("Hóa đơn", "Invoice"), _invoice(export)),
    ):
        paper.heading(heading)
        paper.table(_columns(), [[number, str(words), text] for number, words, text in rows])
    paper.heading(Words("Danh sách hàng", "Goods"))
    paper.table(_goods_columns(), [_goods_row(export, line) for line in export.lines])
    paper.paragraph(
        "Thứ tự ô theo hiểu biết của chúng tôi. The order of the fields is our reading of the screen."
    )
    return paper


def _columns() -> list[Column]:
    return [
        Column(Words("Số", "No."), 6),
        Column(Words("Ô", "Field"), 40),
        Column(Words("Gõ vào", "Type in"), 54),
    ]


def _general(export: Export) -> Rows:
    kind = "B11 (xuất kinh doanh · business export)" if export.purpose == "SALE" else ASK
    return [
        ("1", Words("Mã loại hình", "Declaration type"), kind),
        ("2", Words("Cơ quan hải quan, bộ phận xử lý", "Customs office, team"), ASK),
        ("3", Words("Mã hiệu phương thức vận chuyển", "Mode of transport"), MODES.get(export.route, ASK)),
        ("4", Words("Ngày khai báo dự kiến", "Planned day"), vietnamese_day(export.departure_on)),
    ]


def _people(export: Export) -> Rows:
    exporter, importer = export.party("EXPORTER"), export.party("IMPORTER", "CONSIGNEE")
    return [
        ("5", Words("Mã số thuế người xuất khẩu", "Exporter's tax code"), exporter.tax_number or ASK),
        ("6", Words("Tên người xuất khẩu", "Exporter's name"), exporter.name),
        ("7", Words("Địa chỉ", "Address"), exporter.address),
        ("8", Words("Điện thoại", "Telephone"), exporter.telephone),
        ("9", Words("Tên người nhập khẩu", "Importer's name"), importer.name),
        ("10", Words("Địa chỉ", "Address"), importer.address),
        ("11", Words("Mã nước", "Country code"), importer.country),
    ]


def _transport(export: Export) -> Rows:
    waybill = [paper.number for paper in export.held("transport_document")]
    return [
        ("12", Words("Số vận đơn", "B/L or AWB number"), listed(waybill)),
        ("13", Words("Số kiện, loại", "Packages, unit"), _packages(export)),
        ("14", Words("Tổng trọng lượng cả bì (KGM)", "Gross weight (KGM)"), plain_kilograms(export.gross_g)),
        ("15", Words("Địa điểm xếp hàng", "Loading place"), export.point_of_exit or ASK),
        (
            "16",
            Words("Địa điểm nhận hàng cuối cùng", "Final destination"),
            export.point_of_entry or export.country,
        ),
        ("17", Words("Phương tiện", "Vessel, flight"), export.conveyance or ASK),
        ("18", Words("Ngày hàng đi dự kiến", "ETD"), vietnamese_day(export.departure_on)),
        ("19", Words("Ký hiệu và số hiệu", "Marks and numbers"), f"{export.number} 1-{export.packages}"),
    ]


def _packages(export: Export) -> str:
    kinds = sorted({line.package_kind for line in export.lines})
    return f"{export.packages} {'/'.join(kinds)}"


def _invoice(export: Export) -> Rows:
    total = export.goods_minor + export.freight_minor + export.insurance_minor
    licences = [
        f"{paper.kind}: {paper.number}" for paper in export.papers if paper.kind != "transport_document"
    ]
    return [
        (
            "20",
            Words("Phân loại, số hóa đơn", "Invoice class, number"),
            f"A {number_of(export, DocumentKind.INVOICE)}",
        ),
        ("21", Words("Ngày phát hành", "Invoice date"), vietnamese_day(export.dated_on)),
        ("22", Words("Phương thức thanh toán", "Payment"), ASK),
        ("23", Words("Điều kiện giá", "Incoterm"), f"{export.incoterm} {export.incoterm_place}"),
        ("24", Words("Mã đồng tiền", "Currency"), export.currency),
        ("25", Words("Tổng trị giá hóa đơn", "Invoice total"), plain_amount(total, export.exponent)),
        (
            "26",
            Words("Trị giá hàng", "Value of the goods"),
            plain_amount(export.goods_minor, export.exponent),
        ),
        ("27", Words("Giấy phép, chứng nhận kèm", "Licences, certificates"), listed(licences)),
    ]


def _goods_columns() -> list[Column]:
    return [
        Column(Words("Dòng", "Line"), 5),
        Column(Words("Mã HS 8 số", "HS 8 (AHTN)"), 12),
        Column(Words("Mô tả", "Description"), 28),
        Column(Words("Lượng 1 (KGM)", "Quantity 1 (KGM)"), 11, "right"),
        Column(Words("Lượng 2", "Quantity 2"), 10, "right"),
        Column(Words("Đơn giá", "Unit price"), 11, "right"),
        Column(Words("Trị giá", "Value"), 13, "right"),
        Column(Words("Xuất xứ", "Origin"), 6),
        Column(Words("Thuế", "Duty"), 5),
    ]


def _goods_row(export: Export, line: Line) -> list[str]:
    """Eight digits only where the Vietnamese tariff's were read; never another country's."""
    hs8 = line.vn_hs8 or f"{line.hs6}?? "
    return [
        str(line.position),
        hs8.strip(),
        f"{line.name_vi} ({line.botanical}); {line.description_en}",
        plain_kilograms(line.net_g),
        f"{line.packages} {line.package_kind}",
        f"{unit_price(line.value_minor, export.exponent, line.net_g):f}",
        plain_amount(line.value_minor, export.exponent),
        "VN",
        "0 %",
    ]


def ched_sheet(export: Export, frame: Frame) -> Sheet:
    """For the operator in the Union, who lodges the CHED in TRACES at least a working day before arrival."""
    title = Words(
        "Phiếu dữ liệu CHED cho người nhập khẩu ở EU", "CHED data sheet for the EU operator (TRACES NT)"
    )
    paper = sheet(export, frame, title, draft=True)
    paper.row(
        Field(
            Words("Người gửi, người xuất khẩu", "Consignor / exporter"),
            party_text(export.party("EXPORTER")),
            "I.1",
        ),
        Field(Words("Người nhận", "Consignee / importer"), _importer(export), "I.6"),
    )
    operator = export.party("IMPORTER", "CONSIGNEE")
    paper.row(
        Field(
            Words("Người chịu trách nhiệm lô", "Operator responsible for the consignment"),
            _short(operator),
            "I.8",
        ),
        Field(
            Words("Trạm kiểm soát biên giới", "Border control post"), export.point_of_entry or "–", "I.4", 0.6
        ),
        Field(Words("Nước xuất xứ", "Country of origin"), "VN", "I.11", 0.4),
    )
    _ched_way(paper, export)
    paper.table(_ched_columns(), [_ched_row(line) for line in export.lines])
    paper.row(
        Field(Words("Cộng số kiện", "Total packages"), str(export.packages), "I.32"),
        Field(Words("Cộng tịnh (kg)", "Total net weight (kg)"), plain_kilograms(export.net_g), "I.33"),
        Field(Words("Cộng cả bì (kg)", "Total gross weight (kg)"), plain_kilograms(export.gross_g), "I.34"),
    )
    paper.paragraph(
        "CHED do người nhập khẩu ở EU khai và cơ quan kiểm soát ký trong TRACES. The CHED is lodged by the "
        "EU operator and finalised by the authority in TRACES; numbers of boxes are our reading of the form."
    )
    return paper


def _importer(export: Export) -> str:
    return party_text(export.party("CONSIGNEE", "IMPORTER"))


def _short(party: Party) -> str:
    return party_text(party, contact=False)


def _ched_way(paper: Sheet, export: Export) -> None:
    papers = [f"{paper.name_en} {paper.number} ({paper.issued_on.isoformat()})" for paper in export.papers]
    arrival = export.arrival_on.isoformat() if export.arrival_on else "–"
    paper.row(
        Field(Words("Phương tiện", "Means of transport"), route_text(export), "I.13"),
        Field(Words("Ngày giờ đến dự kiến", "Estimated arrival"), arrival, "I.10", 0.6),
        Field(Words("Vùng trồng, nơi đóng gói", "Establishments of origin"), _places(export), "I.12"),
    )
    paper.row(Field(Words("Giấy kèm theo", "Accompanying documents"), "\n".join(papers) or "–", "I.9"))


def _places(export: Export) -> str:
    return f"PUC {listed(export.growing_areas)}\nPHC {listed(export.packing_houses)}"


def _ched_columns() -> list[Column]:
    return [
        Column(Words("Mã CN (8 số)", "CN code (8 digits)"), 14),
        Column(Words("Tên khoa học", "EPPO / botanical name"), 24),
        Column(Words("Hàng", "Commodity"), 26),
        Column(Words("Số kiện", "Packages"), 14),
        Column(Words("Tịnh (kg)", "Net weight (kg)"), 12, "right"),
        Column(Words("Cả bì (kg)", "Gross weight (kg)"), 12, "right"),
    ]


def _ched_row(line: Line) -> list[str]:
    net, gross = plain_kilograms(line.net_g), plain_kilograms(line.gross_g)
    return [
        line.eu_cn8 or f"{line.hs6}??",
        line.botanical,
        line.description_en,
        packages_text(line),
        net,
        gross,
    ]

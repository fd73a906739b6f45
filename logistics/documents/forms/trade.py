"""Commercial invoice and packing list: the exporter's own papers."""

from collections.abc import Iterator
from typing import Final

from logistics.documents.forms.frame import (
    WAYS,
    Frame,
    country,
    habit,
    listed,
    number_of,
    packages_text,
    party_text,
    sheet,
)
from logistics.documents.sheets.sheet import Column, Field, Sheet, Words
from logistics.documents.values import Batch, Export, Line
from logistics.documents.writing import amount, day, figure, kilograms, unit_price

SIGN: Final = Words("Người xuất khẩu ký, ghi tên, ngày", "Exporter: signature, name, date")
ORIGIN_WORDS: Final = "Country of origin of the goods: Viet Nam (VN). Xuất xứ hàng hóa: Việt Nam."


def invoice(export: Export, frame: Frame) -> Sheet:
    paper = sheet(export, frame, Words("Hóa đơn thương mại", "Commercial invoice"), draft=False)
    parties(paper, export)
    terms(paper, export)
    _goods(paper, export)
    _totals(paper, export)
    paper.paragraph(
        f"{ORIGIN_WORDS} PUC: {listed(export.growing_areas)}. PHC: {listed(export.packing_houses)}."
    )
    paper.paragraph(
        "Giá một kg làm tròn; số tiền mới là số phải trả. Unit prices are rounded; amounts govern."
    )
    paper.signature(SIGN)
    return paper


def parties(paper: Sheet, export: Export) -> None:
    seller, buyer = export.party("EXPORTER"), export.party("IMPORTER", "CONSIGNEE")
    consignee, notify = export.party("CONSIGNEE", "IMPORTER"), export.party("NOTIFY")
    paper.row(
        Field(Words("Người bán, người xuất khẩu", "Seller, exporter"), party_text(seller), "1"),
        Field(Words("Người mua, người nhập khẩu", "Buyer, importer of record"), party_text(buyer), "2"),
    )
    paper.row(
        Field(Words("Người nhận hàng", "Consignee"), party_text(consignee), "3"),
        Field(Words("Người được báo", "Notify party"), party_text(notify) or "–", "4"),
    )


def terms(paper: Sheet, export: Export) -> None:
    write = habit(export)
    paper.row(
        Field(Words("Điều kiện giao", "Incoterms 2020"), f"{export.incoterm} {export.incoterm_place}", "5"),
        Field(Words("Tiền tệ", "Currency"), export.currency, "6", 0.5),
        Field(Words("Đường đi, phương tiện", "Route, conveyance"), route_text(export), "7"),
        Field(Words("Ngày đi", "Departure"), day(export.departure_on, write), "8", 0.7),
    )
    paper.row(
        Field(Words("Nước xuất xứ", "Country of origin"), country("VN"), "9", 0.7),
        Field(Words("Nước đến", "Destination"), f"{export.destination_en} ({export.country})", "10"),
        Field(Words("Cửa khẩu đi", "Point of exit"), export.point_of_exit or "–", "11", 0.7),
        Field(Words("Cửa khẩu đến", "Point of entry"), export.point_of_entry or "–", "12", 0.7),
    )


def route_text(export: Export) -> str:
    return " ".join(part for part in (WAYS.get(export.route, export.route), export.conveyance) if part)


def _goods(paper: Sheet, export: Export) -> None:
    write = habit(export)
    money = f"({export.currency})"
    columns = [
        Column(Words("TT", "No."), 4),
        Column(Words("Tên hàng", "Description of goods"), 30),
        Column(Words("Mã HS", "HS code"), 9),
        Column(Words("Số kiện", "Packages"), 11, "right"),
        Column(Words("Tịnh", "Net weight"), 13, "right"),
        Column(Words("Cả bì", "Gross weight"), 13, "right"),
        Column(Words(f"Giá một kg {money}", f"Price per kg {money}"), 12, "right"),
        Column(Words(f"Số tiền {money}", f"Amount {money}"), 14, "right"),
    ]
    paper.table(columns, [_goods_row(export, line) for line in export.lines])
    paper.row(
        Field(Words("Cộng số kiện", "Total packages"), str(export.packages), "", 0.6, bold=True),
        Field(Words("Cộng tịnh", "Total net weight"), kilograms(export.net_g, write), "", 1, bold=True),
        Field(Words("Cộng cả bì", "Total gross weight"), kilograms(export.gross_g, write), "", 1, bold=True),
    )


def _goods_row(export: Export, line: Line) -> list[str]:
    write = habit(export)
    price = unit_price(line.value_minor, export.exponent, line.net_g)
    return [
        str(line.position),
        f"{line.description_en}\n{line.name_vi}, {line.botanical}".rstrip(", "),
        f"{line.hs6[:4]}.{line.hs6[4:]}",
        packages_text(line),
        kilograms(line.net_g, write),
        kilograms(line.gross_g, write),
        figure(price, write),
        amount(line.value_minor, export.exponent, "", write).strip(),
    ]


def _totals(paper: Sheet, export: Export) -> None:
    def money(minor: int) -> str:
        return amount(minor, export.exponent, export.currency, habit(export))

    total = export.goods_minor + export.freight_minor + export.insurance_minor
    paper.row(
        Field(Words("Tiền hàng", "Goods"), money(export.goods_minor)),
        Field(Words("Cước", "Freight"), money(export.freight_minor)),
        Field(Words("Bảo hiểm", "Insurance"), money(export.insurance_minor)),
        Field(Words("Tổng cộng", "Total"), money(total), bold=True),
    )


def packing_list(export: Export, frame: Frame) -> Sheet:
    paper = sheet(export, frame, Words("Phiếu đóng gói", "Packing list"), draft=False)
    parties(paper, export)
    terms(paper, export)
    entry = export.point_of_entry or export.country
    marks = f"{export.number} · {export.destination_en} · {entry} · 1–{export.packages}"
    paper.row(Field(Words("Ký mã hiệu", "Shipping marks"), marks, "13"))
    _packages(paper, export)
    write = habit(export)
    paper.row(
        Field(Words("Cộng số kiện", "Total packages"), str(export.packages), "", 0.6, bold=True),
        Field(Words("Cộng tịnh", "Total net weight"), kilograms(export.net_g, write), bold=True),
        Field(Words("Cộng cả bì", "Total gross weight"), kilograms(export.gross_g, write), bold=True),
        Field(Words("Hóa đơn số", "Invoice no."), number_of(export, frame.kind).replace("-PL", "-CI")),
    )
    paper.signature(SIGN)
    return paper


def _packages(paper: Sheet, export: Export) -> None:
    columns = [
        Column(Words("Kiện số", "Package nos."), 14),
        Column(Words("Loại", "Kind"), 6),
        Column(Words("Số kiện", "Count"), 8, "right"),
        Column(Words("Tên hàng", "Goods"), 22),
        Column(Words("Lô", "Lot"), 22),
        Column(Words("Ngày hái", "Harvested"), 14),
        Column(Words("Tịnh", "Net weight"), 15, "right"),
        Column(Words("Cả bì", "Gross weight"), 15, "right"),
    ]
    paper.table(columns, list(_package_rows(export)))


def _package_rows(export: Export) -> Iterator[list[str]]:
    write = habit(export)
    harvested = {lot.reference: day(lot.harvested_on, write) for lot in export.lots}
    for line in export.lines:
        for batch in line.batches:
            yield [
                package_numbers(batch),
                line.package_kind,
                str(batch.packages),
                line.name_en,
                batch.lot,
                harvested.get(batch.lot, ""),
                kilograms(batch.net_g, write),
                kilograms(batch.gross_g, write),
            ]


def package_numbers(batch: Batch) -> str:
    return str(batch.first) if batch.packages == 1 else f"{batch.first}–{batch.last}"

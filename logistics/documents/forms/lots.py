"""What officers and importers ask about lots: the application for inspection, treatments, traces."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from logistics.documents.forms.frame import Frame, country, habit, listed, packages_text, party_text, sheet
from logistics.documents.forms.trade import route_text
from logistics.documents.sheets.sheet import Column, Field, Sheet, Words
from logistics.documents.values import Export, Line, Lot, Treated
from logistics.documents.writing import day, figure, kilograms

KINDS: Final = {
    "WASHED": Words("Rửa", "Washing"),
    "COLD": Words("Xử lý lạnh", "Cold treatment"),
    "HOT_WATER": Words("Nhúng nước nóng", "Hot water treatment"),
    "VAPOUR_HEAT": Words("Hơi nước nóng", "Vapour heat treatment"),
    "IRRADIATION": Words("Chiếu xạ", "Irradiation"),
    "FUMIGATION": Words("Xông hơi", "Fumigation"),
    "WAXED": Words("Phủ sáp", "Waxing"),
    "OTHER": Words("Khác", "Other"),
}


def phyto_application(export: Export, frame: Frame) -> Sheet:
    """In the order of the model certificate of ISPM 12, so that the officer copies from top to bottom."""
    title = Words("Phiếu dữ liệu đăng ký kiểm dịch thực vật", "Phytosanitary certificate: application data")
    paper = sheet(export, frame, title, draft=True)
    exporter, consignee = export.party("EXPORTER"), export.party("CONSIGNEE", "IMPORTER")
    to = f"Plant Protection Organization(s) of {export.destination_en} ({export.country})"
    paper.row(Field(Words("Gửi", "To"), to))
    paper.row(
        Field(
            Words("Tên, địa chỉ người xuất khẩu", "Name and address of exporter"), party_text(exporter), "I.1"
        ),
        Field(Words("Người nhận khai báo", "Declared consignee"), party_text(consignee), "I.2"),
    )
    _phyto_goods(paper, export)
    _phyto_way(paper, export)
    paper.row(
        Field(
            Words("Khai báo bổ sung", "Additional declaration"),
            "Cán bộ ghi theo quy định của nước nhập · by the officer, as the importing country asks",
            "II",
        )
    )
    paper.heading(Words("III. Xử lý", "III. Disinfestation and/or disinfection treatment"))
    _treatments(paper, export)
    return paper


def _phyto_goods(paper: Sheet, export: Export) -> None:
    columns = [
        Column(Words("I.3 Số kiện, loại", "I.3 Packages"), 14),
        Column(Words("I.8 Tên sản phẩm", "I.8 Name of produce"), 26),
        Column(Words("I.9 Tên khoa học", "I.9 Botanical name"), 20),
        Column(Words("Mã HS", "HS code"), 9),
        Column(Words("Tịnh khai báo", "Quantity declared (net)"), 16, "right"),
        Column(Words("Cả bì", "Gross weight"), 15, "right"),
    ]
    paper.table(columns, [_phyto_row(export, line) for line in export.lines])


def _phyto_row(export: Export, line: Line) -> list[str]:
    write = habit(export)
    name = f"{line.description_en}\n{line.name_vi}"
    net, gross = kilograms(line.net_g, write), kilograms(line.gross_g, write)
    return [packages_text(line), name, line.botanical, line.hs6, net, gross]


def _phyto_way(paper: Sheet, export: Export) -> None:
    regions = sorted({lot.region for lot in export.lots if lot.region})
    origin = f"{country('VN')}: {listed(regions)}\nPUC {listed(export.growing_areas)}"
    marks = f"{export.number} 1–{export.packages}\nPHC {listed(export.packing_houses)}"
    conveyance = f"{route_text(export)}\n{day(export.departure_on, habit(export))}"
    paper.row(
        Field(Words("Ký mã hiệu phân biệt", "Distinguishing marks"), marks, "I.4"),
        Field(Words("Nơi xuất xứ", "Place of origin"), origin, "I.5"),
    )
    paper.row(
        Field(Words("Phương tiện vận chuyển", "Declared means of conveyance"), conveyance, "I.6"),
        Field(Words("Cửa khẩu đến", "Declared point of entry"), export.point_of_entry or "–", "I.7"),
    )


def _treatments(paper: Sheet, export: Export) -> None:
    columns = [
        Column(Words("Lô", "Lot"), 18),
        Column(Words("Ngày", "Date"), 12),
        Column(Words("Cách xử lý", "Treatment"), 19),
        Column(Words("Hóa chất", "Chemical (a.i.)"), 14),
        Column(Words("Thời gian, nhiệt độ", "Duration and temperature"), 18),
        Column(Words("Nồng độ, liều", "Concentration, dose"), 16),
        Column(Words("Cơ sở, số chứng nhận", "Facility, certificate"), 20),
    ]
    rows = list(_treatment_rows(export))
    if rows:
        paper.table(columns, rows)
    else:
        paper.paragraph("Không ghi xử lý nào. No treatment is recorded.")


def _treatment_rows(export: Export) -> Iterator[list[str]]:
    for lot in export.lots:
        for one in lot.treatments:
            yield [lot.reference, day(one.done_on, habit(export)), *treatment_words(export, one)]


def treatment_words(export: Export, one: Treated) -> Sequence[str]:
    write = habit(export)
    kind = KINDS.get(one.kind, KINDS["OTHER"])
    heat = f"{figure(one.celsius, write)} °C" if one.celsius is not None else ""
    time = duration(one.minutes) if one.minutes is not None else ""
    humid = f"RH {one.humidity} %" if one.humidity is not None else ""
    dose = f"{figure(Decimal(one.gray), write, decimals=0)} Gy" if one.gray is not None else ""
    strength = f"{figure(one.grams_per_m3, write)} g/m³" if one.grams_per_m3 is not None else ""
    where = "\n".join(part for part in (one.facility, one.certificate) if part)
    return [
        f"{kind.en}\n{kind.vi}",
        one.chemical,
        ", ".join(part for part in (time, heat, humid) if part),
        ", ".join(part for part in (strength, dose) if part),
        where,
    ]


def duration(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    if days and not rest:
        return f"{days} d"
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left} min" if left and hours else f"{hours} h" if hours else f"{minutes} min"


def treatment_sheet(export: Export, frame: Frame) -> Sheet:
    paper = sheet(
        export, frame, Words("Phiếu xử lý sau thu hoạch", "Post-harvest treatment sheet"), draft=True
    )
    _of_whom(paper, export)
    _treatments(paper, export)
    paper.paragraph(
        "Chép từ nhật ký lô; giấy chứng nhận xử lý do cơ sở xử lý cấp. Copied from the lots' records; the "
        "treatment certificate is the facility's."
    )
    return paper


def _of_whom(paper: Sheet, export: Export) -> None:
    exporter = party_text(export.party("EXPORTER"), contact=False)
    write = habit(export)
    goods = "\n".join(f"{line.name_en} ({line.botanical}), {packages_text(line)}" for line in export.lines)
    weight = f"{kilograms(export.net_g, write)} net\n{kilograms(export.gross_g, write)} gross"
    paper.row(
        Field(Words("Người xuất khẩu", "Exporter"), exporter),
        Field(Words("Hàng", "Goods"), goods),
        Field(Words("Khối lượng", "Weight"), weight, "", 0.6),
    )


def trace_sheet(export: Export, frame: Frame) -> Sheet:
    """From each carton back to the plot: lots, codes, harvest, sprays, packages."""
    paper = sheet(export, frame, Words("Phiếu truy xuất lô", "Lot traceability sheet"), draft=False)
    _of_whom(paper, export)
    for line in export.lines:
        paper.heading(
            Words(f"{line.name_vi} (dòng {line.position})", f"{line.name_en} (line {line.position})")
        )
        paper.table(_trace_columns(), [_trace_row(export, line, lot) for lot in export.lots_of(line)])
    paper.heading(Words("Nhật ký phun", "Spray records"))
    sprays = list(_spray_rows(export))
    if sprays:
        paper.table(_spray_columns(), sprays)
    else:
        paper.paragraph("Không ghi lần phun nào. No spray is recorded.")
    return paper


def _trace_columns() -> list[Column]:
    return [
        Column(Words("Lô", "Lot"), 20),
        Column(Words("Ngày hái", "Harvested"), 12),
        Column(Words("Mã vùng trồng", "PUC"), 16),
        Column(Words("Tỉnh", "Province"), 12),
        Column(Words("Mã đóng gói", "PHC"), 15),
        Column(Words("Số thửa", "Plots"), 7, "right"),
        Column(Words("Số kiện", "Packages"), 8, "right"),
        Column(Words("Tịnh", "Net weight"), 15, "right"),
    ]


def _trace_row(export: Export, line: Line, lot: Lot) -> list[str]:
    mine = [batch for batch in line.batches if batch.lot == lot.reference]
    return [
        lot.reference,
        day(lot.harvested_on, habit(export)),
        lot.growing_area or "–",
        lot.region or "–",
        lot.packing_house or "–",
        str(len(lot.plots)),
        str(sum(batch.packages for batch in mine)),
        kilograms(sum(batch.net_g for batch in mine), habit(export)),
    ]


def _spray_columns() -> list[Column]:
    return [
        Column(Words("Lô", "Lot"), 22),
        Column(Words("Ngày phun", "Sprayed"), 14),
        Column(Words("Tên thuốc", "Product"), 22),
        Column(Words("Hoạt chất", "Active substance"), 20),
        Column(Words("Liều", "Dose"), 16),
        Column(Words("Cách ly (ngày)", "Waiting time (days)"), 10, "right"),
    ]


def _spray_rows(export: Export) -> Iterator[list[str]]:
    for lot in export.lots:
        for one in lot.sprays:
            wait = str(one.wait_days) if one.wait_days is not None else "–"
            when = day(one.sprayed_on, habit(export))
            yield [lot.reference, when, one.product, one.substance, one.dose, wait]

"""What all forms share: the head, the words at the foot, how a party and a line of goods are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from logistics.documents.enums import DocumentKind
from logistics.documents.sheets.sheet import Head, Sheet, Words
from logistics.documents.values import Export, Line, Party
from logistics.documents.writing import Habit, day, habit_of

MINE: Final = Words(
    "Nhà Nông lập từ dữ liệu của người xuất khẩu; có giá trị khi người xuất khẩu ký",
    "Prepared by Nhà Nông from the exporter's data; valid once the exporter signs it",
)
NOT_THEIRS: Final = Words(
    "Nhà Nông không cấp bất cứ giấy tờ nào của cơ quan nhà nước",
    "Nhà Nông issues nothing that an authority issues",
)
DRAFT: Final = Words(
    "BẢN NHÁP để khai, không phải giấy của cơ quan nhà nước",
    "DRAFT data sheet, not issued by any authority",
)
DEMO: Final = Words(
    "Quy định do người duyệt mẫu của bản demo ký: không dùng để xuất thật",
    "Rules signed by a made-up reviewer of the demo: not for real exports",
)
WAYS: Final = {"AIR": "Air", "SEA": "Sea", "ROAD": "Road", "POST": "Post"}
PACKAGES: Final = {"CT": "cartons", "BX": "boxes", "BG": "bags", "PX": "pallets", "PK": "packages"}
"""Codes of UN/ECE Recommendation 21 that we use; others are written as their code."""
ZONES: Final = {"VN": "Việt Nam"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`address` is where anybody can ask about the paper, `mark` the start of its data's fingerprint."""

    kind: DocumentKind
    address: str
    mark: str


def number_of(export: Export, kind: DocumentKind) -> str:
    """Ours, never an authority's: the consignment's number and a short name of the paper."""
    return f"{export.number}-{SHORT[kind]}"


SHORT: Final = {
    DocumentKind.INVOICE: "CI",
    DocumentKind.PACKING_LIST: "PL",
    DocumentKind.CN22: "CN22",
    DocumentKind.CN23: "CN23",
    DocumentKind.ORIGIN_DECLARATION: "OD",
    DocumentKind.EUR1_SHEET: "EUR1-DATA",
    DocumentKind.FORM_D_SHEET: "D-DATA",
    DocumentKind.FORM_E_SHEET: "E-DATA",
    DocumentKind.RCEP_SHEET: "RCEP-DATA",
    DocumentKind.PHYTO_APPLICATION: "PC-DATA",
    DocumentKind.TREATMENT_SHEET: "TREATMENT",
    DocumentKind.TRACE_SHEET: "TRACE",
    DocumentKind.VNACCS_SHEET: "VNACCS-DATA",
    DocumentKind.CHED_SHEET: "CHED-DATA",
    DocumentKind.CARTON_MARKS: "MARKS",
    DocumentKind.EPHYTO: "EPHYTO-DRAFT",
    DocumentKind.UBL_INVOICE: "CI",
    DocumentKind.UBL_PACKING_LIST: "PL",
    DocumentKind.UBL_WAYBILL: "WB",
    DocumentKind.GEOLOCATION: "GEO",
    DocumentKind.ITMATT: "ITMATT",
}


def sheet(export: Export, frame: Frame, title: Words, *, draft: bool) -> Sheet:
    notes = [NOT_THEIRS if draft else MINE, *([NOT_THEIRS] if not draft else [])]
    if export.rests_on_demo:
        notes = [DEMO, *notes]
    head = Head(
        title=title,
        number=number_of(export, frame.kind),
        dated=day(export.dated_on, habit(export)),
        address=frame.address,
        mark=frame.mark,
        draft=DRAFT if draft else None,
        notes=notes,
    )
    return Sheet(head)


def habit(export: Export) -> Habit:
    return habit_of(export.country)


def party_text(party: Party, *, contact: bool = True) -> str:
    parts = [party.name, party.address, country(party.country)]
    if contact:
        parts += [f"Tax no. {party.tax_number}" if party.tax_number else "", party.telephone, party.email]
    return "\n".join(part for part in parts if part)


def country(code: str) -> str:
    return f"{ZONES[code]} ({code})" if code in ZONES else code


def packages_text(line: Line) -> str:
    return f"{line.packages} {PACKAGES.get(line.package_kind, line.package_kind)}"


def listed(items: Sequence[str]) -> str:
    return ", ".join(items) or "–"

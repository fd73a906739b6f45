"""Which documents a consignment has, and how each is made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from kernel.crypto import fingerprint
from logistics.documents.checks.ephyto import check_ephyto
from logistics.documents.checks.export import check_export
from logistics.documents.checks.findings import Finding
from logistics.documents.checks.ubl import check_ubl
from logistics.documents.enums import DocumentKind
from logistics.documents.forms import handing, lots, marks, origin, post, trade
from logistics.documents.forms.frame import Frame, number_of
from logistics.documents.sheets.sheet import Attached, Sheet
from logistics.documents.values import Export
from logistics.documents.xml.ephyto import ephyto
from logistics.documents.xml.itmatt import itmatt
from logistics.documents.xml.plots import geolocation
from logistics.documents.xml.ubl import ubl_invoice, ubl_packing_list, ubl_waybill

PDF: Final = "application/pdf"
XML: Final = "application/xml"
JSON_TYPE: Final = "application/json"
GEOJSON: Final = "application/geo+json"
EUDR_GOODS: Final = frozenset({"coffee"})
"""Of our goods, those that Regulation (EU) 2023/1115 names."""
FORMS: Final[Mapping[str, DocumentKind]] = {
    "ATIGA": DocumentKind.FORM_D_SHEET,
    "ACFTA": DocumentKind.FORM_E_SHEET,
    "RCEP": DocumentKind.RCEP_SHEET,
}
SHOWS_PAPERS: Final = frozenset(
    {
        DocumentKind.CHED_SHEET,
        DocumentKind.VNACCS_SHEET,
        DocumentKind.CN23,
        DocumentKind.UBL_WAYBILL,
        DocumentKind.ITMATT,
    }
)
"""These name papers of authorities: they change when one comes in."""
SHEETS: Final[Mapping[DocumentKind, Callable[[Export, Frame], Sheet]]] = {
    DocumentKind.INVOICE: trade.invoice,
    DocumentKind.PACKING_LIST: trade.packing_list,
    DocumentKind.CN22: post.cn22,
    DocumentKind.CN23: post.cn23,
    DocumentKind.ORIGIN_DECLARATION: origin.declaration,
    DocumentKind.EUR1_SHEET: origin.eur1,
    DocumentKind.FORM_D_SHEET: origin.form,
    DocumentKind.FORM_E_SHEET: origin.form,
    DocumentKind.RCEP_SHEET: origin.form,
    DocumentKind.PHYTO_APPLICATION: lots.phyto_application,
    DocumentKind.TREATMENT_SHEET: lots.treatment_sheet,
    DocumentKind.TRACE_SHEET: lots.trace_sheet,
    DocumentKind.VNACCS_SHEET: handing.vnaccs_sheet,
    DocumentKind.CHED_SHEET: handing.ched_sheet,
}
FILES: Final[Mapping[DocumentKind, tuple[Callable[[Export], bytes], str, str]]] = {
    DocumentKind.EPHYTO: (ephyto, XML, "xml"),
    DocumentKind.UBL_INVOICE: (ubl_invoice, XML, "xml"),
    DocumentKind.UBL_PACKING_LIST: (ubl_packing_list, XML, "xml"),
    DocumentKind.UBL_WAYBILL: (ubl_waybill, XML, "xml"),
    DocumentKind.GEOLOCATION: (geolocation, GEOJSON, "geojson"),
    DocumentKind.ITMATT: (itmatt, JSON_TYPE, "json"),
}
INSIDE: Final[Mapping[DocumentKind, DocumentKind]] = {
    DocumentKind.INVOICE: DocumentKind.UBL_INVOICE,
    DocumentKind.PACKING_LIST: DocumentKind.UBL_PACKING_LIST,
    DocumentKind.PHYTO_APPLICATION: DocumentKind.EPHYTO,
    DocumentKind.CN22: DocumentKind.ITMATT,
    DocumentKind.CN23: DocumentKind.ITMATT,
}
"""Which file lies inside which PDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document with its bytes. `name` is what the file is called."""

    kind: DocumentKind
    number: str
    code: str
    name: str
    media_type: str
    content: bytes
    findings: tuple[Finding, ...]


def kinds_of(export: Export) -> Iterator[DocumentKind]:
    yield DocumentKind.INVOICE
    yield DocumentKind.PACKING_LIST
    yield from _of_origin(export)
    yield from _of_plants(export)
    yield DocumentKind.TRACE_SHEET
    yield DocumentKind.CARTON_MARKS
    if export.by_post:
        yield post.post_form(export)
        yield DocumentKind.ITMATT
    else:
        yield DocumentKind.VNACCS_SHEET
        yield DocumentKind.UBL_WAYBILL
    yield DocumentKind.UBL_INVOICE
    yield DocumentKind.UBL_PACKING_LIST
    if export.destination == "EU" and any(line.good in EUDR_GOODS for line in export.lines):
        yield DocumentKind.GEOLOCATION


def _of_origin(export: Export) -> Iterator[DocumentKind]:
    if export.preference == "EVFTA":
        yield origin.evfta_proof(export)
    elif export.preference in FORMS:
        yield FORMS[export.preference]


def _of_plants(export: Export) -> Iterator[DocumentKind]:
    if export.fresh:
        yield DocumentKind.PHYTO_APPLICATION
        yield DocumentKind.EPHYTO
    if any(lot.treatments for lot in export.lots):
        yield DocumentKind.TREATMENT_SHEET
    if export.destination == "EU" and not export.by_post:
        yield DocumentKind.CHED_SHEET


def code_of(export: Export, kind: DocumentKind, seal: str) -> str:
    """32 hexadecimal digits, the same for the same data; without our key nobody can guess one."""
    return fingerprint(f"document:{export.key}:{kind.value}:{seal}")[:32]


def address_of(code: str) -> str:
    return f"{settings.PUBLIC_URL}/kiem-giay/{code}"


def make(export: Export, kind: DocumentKind, seal: str) -> Made:
    """`seal` is the fingerprint of the data that this document shows."""
    code = code_of(export, kind, seal)
    if kind in FILES:
        write, media_type, ending = FILES[kind]
        content = write(export)
    else:
        content, media_type, ending = _pdf(export, kind, code, seal), PDF, "pdf"
    number = number_of(export, kind)
    return Made(
        kind=kind,
        number=number,
        code=code,
        name=f"{number}.{ending}",
        media_type=media_type,
        content=content,
        findings=tuple(check(export, kind, content)),
    )


def _pdf(export: Export, kind: DocumentKind, code: str, seal: str) -> bytes:
    from logistics.documents.sheets.archive import archive  # pikepdf: only who draws loads it

    frame = Frame(kind=kind, address=address_of(code), mark=seal[:16])
    if kind == DocumentKind.CARTON_MARKS:
        drawn = marks.carton_marks(export, frame)
    else:
        drawn = SHEETS[kind](export, frame).pdf()
    title = f"{kind.value} {number_of(export, kind)}"
    return archive(drawn, title=title, dated_on=export.dated_on, attached=_attached(export, kind))


def _attached(export: Export, kind: DocumentKind) -> Attached | None:
    if kind not in INSIDE:
        return None
    inner = INSIDE[kind]
    write, media_type, ending = FILES[inner]
    name = f"{number_of(export, inner)}.{ending}"
    return Attached(name=name, content=write(export), media_type=media_type, describes=inner.value)


def check(export: Export, kind: DocumentKind, content: bytes) -> list[Finding]:
    if kind == DocumentKind.EPHYTO:
        return check_ephyto(content, export)
    if kind in (DocumentKind.UBL_INVOICE, DocumentKind.UBL_PACKING_LIST, DocumentKind.UBL_WAYBILL):
        return check_ubl(content, kind, export)
    return check_export(export, kind)

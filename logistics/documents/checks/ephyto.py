"""Our own rules for an ePhyto, always; the Hub's schema when it is at hand."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.documents.checks.findings import Finding, broken, differs, missing
from logistics.documents.checks.places import Place, look, text_of
from logistics.documents.checks.schemas import against, ephyto_schema
from logistics.documents.refusals import XmlRefused
from logistics.documents.values import Export, Line
from logistics.documents.writing import plain_kilograms
from logistics.documents.xml.ephyto import EXPORT_CERTIFICATE, MODES, NAMESPACES, NO_STATUS, draft_number
from logistics.documents.xml.writing import Element, read_xml

NS: Final[Mapping[str, str]] = {str(prefix): name for prefix, name in NAMESPACES.items()}
ROOT: Final = f"{{{NS['rsm']}}}SPSCertificate"
DOCUMENT: Final = "rsm:SPSExchangedDocument"
CONSIGNMENT: Final = "rsm:SPSConsignment"
ITEMS: Final = f"{CONSIGNMENT}/ram:IncludedSPSConsignmentItem/ram:IncludedSPSTradeLineItem"


def _moment(export: Export) -> str:
    return f"{export.dated_on.isoformat()}T00:00:00+07:00"


HEAD: Final[tuple[Place[Export], ...]] = (
    Place(f"{DOCUMENT}/ram:ID", gettext_lazy("số giấy"), draft_number),
    Place(f"{DOCUMENT}/ram:TypeCode", gettext_lazy("loại giấy (851)"), lambda _export: EXPORT_CERTIFICATE),
    Place(f"{DOCUMENT}/ram:StatusCode", gettext_lazy("trạng thái của bản nháp"), lambda _export: NO_STATUS),
    Place(f"{DOCUMENT}/ram:IssueDateTime", gettext_lazy("ngày giờ"), _moment),
    Place(f"{DOCUMENT}/ram:IssuerSPSParty/ram:Name", gettext_lazy("cơ quan cấp")),
    Place(
        f"{CONSIGNMENT}/ram:ConsignorSPSParty/ram:Name",
        gettext_lazy("tên người xuất khẩu"),
        lambda export: export.party("EXPORTER").name,
    ),
    Place(
        f"{CONSIGNMENT}/ram:ConsigneeSPSParty/ram:Name",
        gettext_lazy("tên người nhận"),
        lambda export: export.party("CONSIGNEE", "IMPORTER").name,
    ),
    Place(f"{CONSIGNMENT}/ram:ExportSPSCountry/ram:ID", gettext_lazy("nước xuất"), lambda _export: "VN"),
    Place(
        f"{CONSIGNMENT}/ram:ImportSPSCountry/ram:ID", gettext_lazy("nước nhập"), lambda export: export.country
    ),
    Place(
        f"{CONSIGNMENT}/ram:UnloadingBaseportSPSLocation/ram:ID",
        gettext_lazy("cửa khẩu đến"),
        lambda export: export.point_of_entry,
    ),
    Place(
        f"{CONSIGNMENT}/ram:MainCarriageSPSTransportMovement/ram:ModeCode",
        gettext_lazy("phương tiện"),
        lambda export: MODES[export.route],
    ),
)
LINE: Final[tuple[Place[Line], ...]] = (
    Place("ram:Description", gettext_lazy("tên hàng"), lambda line: line.description_en),
    Place("ram:ScientificName", gettext_lazy("tên khoa học"), lambda line: line.botanical),
    Place(
        "ram:NetWeightMeasure[@unitCode='KGM']",
        gettext_lazy("khối lượng tịnh"),
        lambda line: plain_kilograms(line.net_g),
        number=True,
    ),
    Place(
        "ram:GrossWeightMeasure[@unitCode='KGM']",
        gettext_lazy("khối lượng cả bì"),
        lambda line: plain_kilograms(line.gross_g),
        number=True,
    ),
    Place(
        "ram:ApplicableSPSClassification[ram:SystemName='HS']/ram:ClassCode",
        gettext_lazy("mã HS"),
        lambda line: line.hs6,
    ),
    Place("ram:PhysicalSPSPackage/ram:TypeCode", gettext_lazy("loại kiện"), lambda line: line.package_kind),
    Place(
        "ram:PhysicalSPSPackage/ram:ItemQuantity",
        gettext_lazy("số kiện"),
        lambda line: str(line.packages),
        number=True,
    ),
    Place("ram:OriginSPSCountry/ram:ID", gettext_lazy("nước xuất xứ"), lambda _line: "VN"),
)


def check_ephyto(content: bytes, export: Export) -> list[Finding]:
    try:
        root = read_xml(content)
    except XmlRefused as refused:
        return [broken("", refused.text)]
    if root.tag != ROOT:
        return [broken(str(root.tag), _("Đây không phải tệp ePhyto."))]
    return [*_schema(root), *look(root, HEAD, export, NS), *_draft(root), *_lines(root, export)]


def _schema(root: Element) -> list[Finding]:
    schema = ephyto_schema()
    if schema is None:
        return []
    names = {place.path.rpartition(":")[2]: str(place.words) for place in HEAD}
    names |= {place.path.rpartition(":")[2]: str(place.words) for place in LINE}
    return against(schema, root, names)


def _draft(root: Element) -> Iterator[Finding]:
    """Nobody signed it, so it may not look signed, and it must say what it is."""
    if root.xpath(f"{DOCUMENT}/ram:SignatorySPSAuthentication", namespaces=NS):
        yield broken("SignatorySPSAuthentication", _("Bản nháp không được có chữ ký của cán bộ."))
    names = root.xpath(f"{DOCUMENT}/ram:Name", namespaces=NS)
    if not any("DRAFT" in text_of(one) for one in names):
        yield missing("SPSExchangedDocument/Name", _("dòng nói đây là bản nháp"))


def _lines(root: Element, export: Export) -> Iterator[Finding]:
    nodes = root.xpath(ITEMS, namespaces=NS)
    if len(nodes) != len(export.lines):
        found, expected = str(len(nodes)), str(len(export.lines))
        yield differs("IncludedSPSTradeLineItem", _("số dòng hàng"), found=found, expected=expected)
    for node, line in zip(nodes, export.lines, strict=False):
        yield from look(node, LINE, line, NS)
        yield from _processes(node, export, line)


def _processes(node: Element, export: Export, line: Line) -> Iterator[Finding]:
    wanted = {one.done_on.isoformat() for lot in export.lots_of(line) for one in lot.treatments}
    path = "ram:AppliedSPSProcess/ram:CompletionSPSPeriod/ram:StartDateTime"
    found = {text_of(one) for one in node.xpath(path, namespaces=NS)}
    if found != wanted:
        said = {"found": ", ".join(sorted(found)), "expected": ", ".join(sorted(wanted))}
        yield differs("AppliedSPSProcess", _("ngày xử lý"), **said)

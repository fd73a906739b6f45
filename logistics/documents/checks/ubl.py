"""Our own rules for the UBL files: what must stand where, and that the sums are the sums.

The UBL 2.1 schemas are not shipped; tests check every kind of file against them.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.documents.checks.findings import Finding, broken, differs
from logistics.documents.checks.places import Place, look, number_of, text_of
from logistics.documents.enums import DocumentKind
from logistics.documents.forms import frame
from logistics.documents.refusals import XmlRefused
from logistics.documents.values import Export, Line
from logistics.documents.writing import plain_amount, plain_kilograms
from logistics.documents.xml.ubl import CAC, CBC, DOCUMENT, ROOTS
from logistics.documents.xml.writing import Element, read_xml

SUPPLIER: Final = "cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name"
CUSTOMER: Final = "cac:AccountingCustomerParty/cac:Party/cac:PartyName/cbc:Name"
TOTAL: Final = "cac:LegalMonetaryTotal"


def _total(export: Export) -> str:
    return plain_amount(export.goods_minor + export.freight_minor + export.insurance_minor, export.exponent)


def _importer(export: Export) -> str:
    return export.party("IMPORTER", "CONSIGNEE").name


INVOICE: Final[tuple[Place[Export], ...]] = (
    Place("cbc:ID", gettext_lazy("số hóa đơn"), lambda export: frame.number_of(export, DocumentKind.INVOICE)),
    Place("cbc:IssueDate", gettext_lazy("ngày hóa đơn"), lambda export: export.dated_on.isoformat()),
    Place("cbc:DocumentCurrencyCode", gettext_lazy("đồng tiền"), lambda export: export.currency),
    Place(SUPPLIER, gettext_lazy("tên người xuất khẩu"), lambda export: export.party("EXPORTER").name),
    Place(CUSTOMER, gettext_lazy("tên người nhập khẩu"), _importer),
    Place("cac:DeliveryTerms/cbc:ID", gettext_lazy("điều kiện giao"), lambda export: export.incoterm),
    Place(
        f"{TOTAL}/cbc:LineExtensionAmount",
        gettext_lazy("cộng tiền hàng"),
        lambda export: plain_amount(export.goods_minor, export.exponent),
        number=True,
    ),
    Place(f"{TOTAL}/cbc:PayableAmount", gettext_lazy("tổng tiền"), _total, number=True),
)
INVOICE_LINE: Final[tuple[Place[Line], ...]] = (
    Place(
        "cbc:InvoicedQuantity[@unitCode='KGM']",
        gettext_lazy("khối lượng tịnh"),
        lambda line: plain_kilograms(line.net_g),
        number=True,
    ),
    Place("cac:Item/cbc:Description", gettext_lazy("tên hàng"), lambda line: line.description_en),
    Place(
        "cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode[@listID='HS']",
        gettext_lazy("mã HS"),
        lambda line: line.hs6,
    ),
    Place(
        "cac:Item/cac:OriginCountry/cbc:IdentificationCode",
        gettext_lazy("nước xuất xứ"),
        lambda _line: "VN",
    ),
    Place(
        "cac:Item/cac:AdditionalItemProperty[cbc:Name='Botanical name']/cbc:Value",
        gettext_lazy("tên khoa học"),
        lambda line: line.botanical,
    ),
)
SHIPMENT: Final[tuple[Place[Export], ...]] = (
    Place(
        "cac:Shipment/cbc:NetWeightMeasure[@unitCode='KGM']",
        gettext_lazy("khối lượng tịnh"),
        lambda export: plain_kilograms(export.net_g),
        number=True,
    ),
    Place(
        "cac:Shipment/cbc:GrossWeightMeasure[@unitCode='KGM']",
        gettext_lazy("khối lượng cả bì"),
        lambda export: plain_kilograms(export.gross_g),
        number=True,
    ),
    Place(
        "cac:Shipment/cac:Consignment/cbc:TotalPackagesQuantity",
        gettext_lazy("số kiện"),
        lambda export: str(export.packages),
        number=True,
    ),
    Place(
        "cac:Shipment/cac:Consignment/cac:ConsigneeParty/cac:PartyName/cbc:Name",
        gettext_lazy("tên người nhận"),
        lambda export: export.party("CONSIGNEE", "IMPORTER").name,
    ),
)


def check_ubl(content: bytes, kind: DocumentKind, export: Export) -> list[Finding]:
    try:
        root = read_xml(content)
    except XmlRefused as refused:
        return [broken("", refused.text)]
    default = DOCUMENT.format(ROOTS[kind])
    if root.tag != f"{{{default}}}{ROOTS[kind]}":
        return [broken(str(root.tag), _("Đây không phải tệp UBL của giấy này."))]
    names = {"cac": CAC, "cbc": CBC}
    if kind == DocumentKind.UBL_INVOICE:
        return [*look(root, INVOICE, export, names), *_invoice_lines(root, export, names)]
    return [*look(root, SHIPMENT, export, names), *_goods(root, export, names)]


def _invoice_lines(root: Element, export: Export, names: Mapping[str, str]) -> Iterator[Finding]:
    nodes = root.xpath("cac:InvoiceLine", namespaces=names)
    yield from _count(nodes, export, "InvoiceLine")
    for node, line in zip(nodes, export.lines, strict=False):
        yield from look(node, INVOICE_LINE, line, names)
        yield from _amount(node, export, line, names)
    yield from _currencies(root, export)


def _amount(node: Element, export: Export, line: Line, names: Mapping[str, str]) -> Iterator[Finding]:
    expected = plain_amount(line.value_minor, export.exponent)
    place: Place[Line] = Place(
        "cbc:LineExtensionAmount", gettext_lazy("số tiền của dòng"), lambda _line: expected, number=True
    )
    yield from look(node, [place], line, names)


def _currencies(root: Element, export: Export) -> Iterator[Finding]:
    """One invoice, one currency."""
    found = {str(one) for one in root.xpath("//@currencyID")} - {export.currency}
    if found:
        yield differs("currencyID", _("đồng tiền"), found=", ".join(sorted(found)), expected=export.currency)


def _goods(root: Element, export: Export, names: Mapping[str, str]) -> Iterator[Finding]:
    nodes = root.xpath("cac:Shipment/cac:GoodsItem", namespaces=names)
    yield from _count(nodes, export, "GoodsItem")
    for name, words, total in (
        ("NetWeightMeasure", _("khối lượng tịnh, cộng các dòng"), export.net_g),
        ("GrossWeightMeasure", _("khối lượng cả bì, cộng các dòng"), export.gross_g),
    ):
        found = _sum(nodes, f"cbc:{name}", names)
        if found != Decimal(total).scaleb(-3):
            expected = plain_kilograms(total)
            yield differs(f"GoodsItem/{name}", words, found=str(found), expected=expected)
    for node, line in zip(nodes, export.lines, strict=False):
        place: Place[Line] = Place("cbc:RequiredCustomsID", gettext_lazy("mã HS"), lambda one: one.hs6)
        yield from look(node, [place], line, names)


def _sum(nodes: Sequence[Element], path: str, names: Mapping[str, str]) -> Decimal:
    texts = [text_of(one) for node in nodes for one in node.xpath(path, namespaces=names)]
    return sum((number_of(text) or Decimal(0) for text in texts), Decimal(0))


def _count(nodes: Sequence[Element], export: Export, field: str) -> Iterator[Finding]:
    if len(nodes) != len(export.lines):
        found, expected = str(len(nodes)), str(len(export.lines))
        yield differs(field, _("số dòng hàng"), found=found, expected=expected)

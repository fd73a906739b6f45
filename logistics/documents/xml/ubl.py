"""UBL 2.1: invoice, packing list and waybill, for the importer's program. No customs office takes them; they
are an interchange form.
"""

from collections.abc import Mapping
from typing import Final

from logistics.documents.enums import DocumentKind
from logistics.documents.forms.frame import number_of
from logistics.documents.values import Export, Line, Party
from logistics.documents.writing import plain_amount, plain_kilograms, unit_price
from logistics.documents.xml.writing import Element, Tree

CBC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
DOCUMENT: Final = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
ROOTS: Final[Mapping[DocumentKind, str]] = {
    DocumentKind.UBL_INVOICE: "Invoice",
    DocumentKind.UBL_PACKING_LIST: "PackingList",
    DocumentKind.UBL_WAYBILL: "Waybill",
}
COMMERCIAL_INVOICE: Final = "380"
"""UNCL 1001."""
MODES: Final = {"SEA": "1", "ROAD": "3", "AIR": "4", "POST": "5"}
"""UN/ECE Recommendation 19."""


def _tree(kind: DocumentKind) -> Tree:
    namespaces = {None: DOCUMENT.format(ROOTS[kind]), "cac": CAC, "cbc": CBC}
    return Tree(ROOTS[kind], namespaces)


def ubl_invoice(export: Export) -> bytes:
    tree = _tree(DocumentKind.UBL_INVOICE)
    root = tree.root
    tree.add(root, "cbc:UBLVersionID", "2.1")
    tree.add(root, "cbc:ID", number_of(export, DocumentKind.INVOICE))
    tree.add(root, "cbc:IssueDate", export.dated_on.isoformat())
    tree.add(root, "cbc:InvoiceTypeCode", COMMERCIAL_INVOICE)
    tree.add(
        root, "cbc:Note", f"PUC: {' '.join(export.growing_areas)}; PHC: {' '.join(export.packing_houses)}"
    )
    tree.add(root, "cbc:DocumentCurrencyCode", export.currency)
    _party(tree, tree.add(root, "cac:AccountingSupplierParty"), "cac:Party", export.party("EXPORTER"))
    _party(
        tree,
        tree.add(root, "cac:AccountingCustomerParty"),
        "cac:Party",
        export.party("IMPORTER", "CONSIGNEE"),
    )
    _delivery(tree, root, export)
    _charge(tree, root, export, "Freight", export.freight_minor)
    _charge(tree, root, export, "Insurance", export.insurance_minor)
    _total(tree, root, export)
    for line in export.lines:
        _invoice_line(tree, root, export, line)
    return tree.bytes()


def _delivery(tree: Tree, root: Element, export: Export) -> None:
    delivery = tree.add(root, "cac:Delivery")
    _party(tree, delivery, "cac:DeliveryParty", export.party("CONSIGNEE", "IMPORTER"))
    terms = tree.add(root, "cac:DeliveryTerms")
    tree.add(terms, "cbc:ID", export.incoterm)
    tree.add(terms, "cbc:SpecialTerms", f"Incoterms 2020 {export.incoterm} {export.incoterm_place}")


def _charge(tree: Tree, root: Element, export: Export, reason: str, minor: int) -> None:
    if minor:
        charge = tree.add(root, "cac:AllowanceCharge")
        tree.add(charge, "cbc:ChargeIndicator", "true")
        tree.add(charge, "cbc:AllowanceChargeReason", reason)
        _money(tree, charge, "cbc:Amount", export, minor)


def _total(tree: Tree, root: Element, export: Export) -> None:
    charges = export.freight_minor + export.insurance_minor
    total = tree.add(root, "cac:LegalMonetaryTotal")
    _money(tree, total, "cbc:LineExtensionAmount", export, export.goods_minor)
    _money(tree, total, "cbc:TaxExclusiveAmount", export, export.goods_minor + charges)
    _money(tree, total, "cbc:ChargeTotalAmount", export, charges)
    _money(tree, total, "cbc:PayableAmount", export, export.goods_minor + charges)


def _money(tree: Tree, parent: Element, name: str, export: Export, minor: int) -> None:
    tree.add(parent, name, plain_amount(minor, export.exponent), currencyID=export.currency)


def _weight(tree: Tree, parent: Element, name: str, grams: int) -> None:
    tree.add(parent, name, plain_kilograms(grams), unitCode="KGM")


def _invoice_line(tree: Tree, root: Element, export: Export, line: Line) -> None:
    node = tree.add(root, "cac:InvoiceLine")
    tree.add(node, "cbc:ID", str(line.position))
    tree.add(node, "cbc:InvoicedQuantity", plain_kilograms(line.net_g), unitCode="KGM")
    _money(tree, node, "cbc:LineExtensionAmount", export, line.value_minor)
    _item(tree, node, line)
    price = tree.add(node, "cac:Price")
    each = unit_price(line.value_minor, export.exponent, line.net_g)
    tree.add(price, "cbc:PriceAmount", f"{each:f}", currencyID=export.currency)


def _item(tree: Tree, parent: Element, line: Line) -> None:
    item = tree.add(parent, "cac:Item")
    tree.add(item, "cbc:Description", line.description_en)
    tree.add(item, "cbc:Name", line.name_en)
    tree.add(tree.add(item, "cac:OriginCountry"), "cbc:IdentificationCode", "VN")
    classed = tree.add(item, "cac:CommodityClassification")
    tree.add(classed, "cbc:ItemClassificationCode", line.hs6, listID="HS")
    if line.botanical:
        _property(tree, item, "Botanical name", line.botanical)
    for lot in line.lots:
        _property(tree, item, "Lot", lot)


def _property(tree: Tree, item: Element, name: str, value: str) -> None:
    node = tree.add(item, "cac:AdditionalItemProperty")
    tree.add(node, "cbc:Name", name)
    tree.add(node, "cbc:Value", value)


def _party(tree: Tree, parent: Element, name: str, party: Party) -> None:
    node = tree.add(parent, name)
    if party.tax_number:
        tree.add(tree.add(node, "cac:PartyIdentification"), "cbc:ID", party.tax_number)
    tree.add(tree.add(node, "cac:PartyName"), "cbc:Name", party.name or "-")
    address = tree.add(node, "cac:PostalAddress")
    for line in party.address.splitlines():
        tree.add(tree.add(address, "cac:AddressLine"), "cbc:Line", line)
    if party.country:
        tree.add(tree.add(address, "cac:Country"), "cbc:IdentificationCode", party.country)
    if party.telephone or party.email:
        contact = tree.add(node, "cac:Contact")
        tree.some(contact, "cbc:Telephone", party.telephone)
        tree.some(contact, "cbc:ElectronicMail", party.email)


def ubl_packing_list(export: Export) -> bytes:
    tree = _tree(DocumentKind.UBL_PACKING_LIST)
    root = tree.root
    tree.add(root, "cbc:UBLVersionID", "2.1")
    tree.add(root, "cbc:ID", number_of(export, DocumentKind.PACKING_LIST))
    tree.add(root, "cbc:IssueDate", export.dated_on.isoformat())
    _party(tree, root, "cac:ConsignorParty", export.party("EXPORTER"))
    _shipment(tree, root, export, units=True)
    return tree.bytes()


def ubl_waybill(export: Export) -> bytes:
    """The carrier's number only where the carrier's own waybill was taken in: we never give one."""
    tree = _tree(DocumentKind.UBL_WAYBILL)
    root = tree.root
    tree.add(root, "cbc:UBLVersionID", "2.1")
    tree.add(root, "cbc:ID", number_of(export, DocumentKind.UBL_WAYBILL))
    for paper in list(export.held("transport_document"))[:1]:
        tree.add(root, "cbc:CarrierAssignedID", paper.number)
    tree.add(root, "cbc:IssueDate", export.dated_on.isoformat())
    tree.add(root, "cbc:Name", "DRAFT FOR THE CARRIER - NOT A TRANSPORT DOCUMENT")
    _party(tree, root, "cac:ConsignorParty", export.party("EXPORTER"))
    _shipment(tree, root, export, units=False)
    return tree.bytes()


def _shipment(tree: Tree, root: Element, export: Export, *, units: bool) -> None:
    shipment = tree.add(root, "cac:Shipment")
    tree.add(shipment, "cbc:ID", export.number)
    _weight(tree, shipment, "cbc:GrossWeightMeasure", export.gross_g)
    _weight(tree, shipment, "cbc:NetWeightMeasure", export.net_g)
    tree.add(shipment, "cbc:TotalGoodsItemQuantity", str(export.packages))
    tree.add(shipment, "cbc:TotalTransportHandlingUnitQuantity", str(export.packages))
    _consignment(tree, shipment, export)
    for line in export.lines:
        _goods_item(tree, shipment, export, line)
    _stage(tree, shipment, export)
    if units:
        _units(tree, shipment, export)
    _ports(tree, shipment, export)


def _consignment(tree: Tree, shipment: Element, export: Export) -> None:
    node = tree.add(shipment, "cac:Consignment")
    tree.add(node, "cbc:ID", export.number)
    tree.add(node, "cbc:TotalPackagesQuantity", str(export.packages))
    _party(tree, node, "cac:ConsigneeParty", export.party("CONSIGNEE", "IMPORTER"))
    _party(tree, node, "cac:ExporterParty", export.party("EXPORTER"))
    _party(tree, node, "cac:ImporterParty", export.party("IMPORTER", "CONSIGNEE"))


def _goods_item(tree: Tree, shipment: Element, export: Export, line: Line) -> None:
    node = tree.add(shipment, "cac:GoodsItem")
    tree.add(node, "cbc:ID", str(line.position))
    tree.add(node, "cbc:Description", line.description_en)
    _money(tree, node, "cbc:ValueAmount", export, line.value_minor)
    _weight(tree, node, "cbc:GrossWeightMeasure", line.gross_g)
    _weight(tree, node, "cbc:NetWeightMeasure", line.net_g)
    tree.add(node, "cbc:Quantity", str(line.packages))
    tree.add(node, "cbc:RequiredCustomsID", line.hs6)
    _item(tree, node, line)


def _stage(tree: Tree, shipment: Element, export: Export) -> None:
    stage = tree.add(shipment, "cac:ShipmentStage")
    tree.add(stage, "cbc:TransportModeCode", MODES[export.route])
    if export.conveyance:
        tree.add(tree.add(stage, "cac:TransportMeans"), "cbc:JourneyID", export.conveyance)


def _units(tree: Tree, shipment: Element, export: Export) -> None:
    for line in export.lines:
        for batch in line.batches:
            unit = tree.add(shipment, "cac:TransportHandlingUnit")
            tree.add(unit, "cbc:ID", f"{line.position}-{batch.first}")
            tree.add(unit, "cbc:TransportHandlingUnitTypeCode", line.package_kind)
            tree.add(unit, "cbc:TotalPackageQuantity", str(batch.packages))
            tree.add(unit, "cbc:ShippingMarks", f"{export.number} {batch.first}-{batch.last}")
            goods = tree.add(unit, "cac:GoodsItem")
            _weight(tree, goods, "cbc:GrossWeightMeasure", batch.gross_g)
            _weight(tree, goods, "cbc:NetWeightMeasure", batch.net_g)
            tree.add(goods, "cbc:TraceID", batch.lot)


def _ports(tree: Tree, shipment: Element, export: Export) -> None:
    for name, code in (
        ("cac:FirstArrivalPortLocation", export.point_of_entry),
        ("cac:LastExitPortLocation", export.point_of_exit),
    ):
        if code:
            tree.add(tree.add(shipment, name), "cbc:ID", code, schemeID="UN/LOCODE")
    tree.add(tree.add(shipment, "cac:ExportCountry"), "cbc:IdentificationCode", "VN")

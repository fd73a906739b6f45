"""The phytosanitary certificate as ePhyto (UN/CEFACT SPSCertificate 17A), as a draft: we fill in what an
officer would check, sign and send; nobody signed this.

So it has no signature, no status 70 ("issued"), and its number and name say that it is a draft.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from logistics.documents.forms.lots import KINDS
from logistics.documents.forms.trade import route_text
from logistics.documents.values import Export, Line, Lot, Party, Treated
from logistics.documents.writing import plain_kilograms
from logistics.documents.xml.writing import Element, Tree

NAMESPACES: Final[Mapping[str | None, str]] = {
    "rsm": "urn:un:unece:uncefact:data:standard:SPSCertificate:17",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:21",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:21",
}
EXPORT_CERTIFICATE: Final = "851"
NO_STATUS: Final = "0"
"""The schema wants a number; this one is no status of the Hub's: no system takes the draft for issued."""
DRAFT_NAME: Final = "DRAFT - NOT A PHYTOSANITARY CERTIFICATE - BẢN NHÁP"
AUTHORITY: Final = "Plant Production and Protection Department, Viet Nam"
MODES: Final = {"SEA": "1", "ROAD": "3", "AIR": "4", "POST": "5"}
LINES: Final = ("LineOne", "LineTwo", "LineThree", "LineFour", "LineFive")
HOURS: Final = "HUR"
CELSIUS: Final = "CEL"
GRAM_PER_M3: Final = "A93"
GRAY: Final = "A95"


def draft_number(export: Export) -> str:
    return f"DRAFT-{export.number}"


def ephyto(export: Export) -> bytes:
    tree = Tree("rsm:SPSCertificate", NAMESPACES)
    _document(tree, export)
    _consignment(tree, export)
    return tree.bytes()


def _document(tree: Tree, export: Export) -> None:
    document = tree.add(tree.root, "rsm:SPSExchangedDocument")
    tree.add(document, "ram:Name", DRAFT_NAME)
    tree.add(document, "ram:ID", draft_number(export))
    tree.add(document, "ram:TypeCode", EXPORT_CERTIFICATE)
    tree.add(document, "ram:StatusCode", NO_STATUS)
    issued = tree.add(document, "ram:IssueDateTime")
    tree.add(issued, "udt:DateTimeString", f"{export.dated_on.isoformat()}T00:00:00+07:00")
    tree.add(tree.add(document, "ram:IssuerSPSParty"), "ram:Name", AUTHORITY)
    _note(tree, document, "SPSFL", str(max(1, len(export.lines))))
    _note(tree, document, "DMCL", _marks(export))


def _note(tree: Tree, document: Element, subject: str, content: str) -> None:
    note = tree.add(document, "ram:IncludedSPSNote")
    tree.add(note, "ram:Subject", subject)
    tree.add(note, "ram:Content", content)


def _marks(export: Export) -> str:
    codes = [f"PUC {code}" for code in export.growing_areas] + [
        f"PHC {code}" for code in export.packing_houses
    ]
    return "; ".join([f"{export.number} 1-{export.packages}", *codes])


def _consignment(tree: Tree, export: Export) -> None:
    consignment = tree.add(tree.root, "rsm:SPSConsignment")
    _party(tree, consignment, "ram:ConsignorSPSParty", export.party("EXPORTER"))
    _party(tree, consignment, "ram:ConsigneeSPSParty", export.party("CONSIGNEE", "IMPORTER"))
    _country(tree, consignment, "ram:ExportSPSCountry", "VN", "Viet Nam")
    _country(tree, consignment, "ram:ImportSPSCountry", export.country, export.destination_en)
    port = tree.add(consignment, "ram:UnloadingBaseportSPSLocation")
    tree.add(port, "ram:ID", export.point_of_entry)
    tree.add(port, "ram:Name", export.point_of_entry or export.destination_en)
    movement = tree.add(consignment, "ram:MainCarriageSPSTransportMovement")
    tree.add(movement, "ram:ID", export.conveyance or route_text(export))
    tree.add(movement, "ram:ModeCode", MODES[export.route])
    item = tree.add(consignment, "ram:IncludedSPSConsignmentItem")
    for line in export.lines:
        _line(tree, item, export, line)


def _party(tree: Tree, parent: Element, name: str, party: Party) -> None:
    """Five lines of address and no more: what is longer goes together on the last."""
    node = tree.add(parent, name)
    tree.add(node, "ram:Name", party.name)
    address = tree.add(node, "ram:SpecifiedSPSAddress")
    lines = [line for line in party.address.splitlines() if line.strip()] + [party.country]
    if len(lines) > len(LINES):
        lines = [*lines[: len(LINES) - 1], ", ".join(lines[len(LINES) - 1 :])]
    for place, text in zip(LINES, lines, strict=False):
        tree.add(address, f"ram:{place}", text)


def _country(tree: Tree, parent: Element, name: str, code: str, words: str) -> None:
    node = tree.add(parent, name)
    tree.add(node, "ram:ID", code)
    tree.add(node, "ram:Name", words)


def _line(tree: Tree, item: Element, export: Export, line: Line) -> None:
    node = tree.add(item, "ram:IncludedSPSTradeLineItem")
    tree.add(node, "ram:SequenceNumeric", str(line.position))
    tree.add(node, "ram:Description", line.description_en, languageID="en")
    tree.add(node, "ram:CommonName", line.name_en, languageID="en")
    tree.add(node, "ram:ScientificName", line.botanical)
    tree.add(node, "ram:IntendedUse", "Consumption", languageID="en")
    tree.add(node, "ram:NetWeightMeasure", plain_kilograms(line.net_g), unitCode="KGM")
    tree.add(node, "ram:GrossWeightMeasure", plain_kilograms(line.gross_g), unitCode="KGM")
    classed = tree.add(node, "ram:ApplicableSPSClassification")
    tree.add(classed, "ram:SystemName", "HS")
    tree.add(classed, "ram:ClassCode", line.hs6)
    package = tree.add(node, "ram:PhysicalSPSPackage")
    tree.add(package, "ram:LevelCode", "1")
    tree.add(package, "ram:TypeCode", line.package_kind)
    tree.add(package, "ram:ItemQuantity", str(line.packages))
    lots = export.lots_of(line)
    _origin(tree, node, sorted({lot.region for lot in lots if lot.region}))
    for treated in _treatments(lots):
        _process(tree, node, treated)


def _origin(tree: Tree, node: Element, regions: list[str]) -> None:
    origin = tree.add(node, "ram:OriginSPSCountry")
    tree.add(origin, "ram:ID", "VN")
    tree.add(origin, "ram:Name", "Viet Nam")
    if regions:
        division = tree.add(origin, "ram:SubordinateSPSCountrySubDivision")
        tree.add(division, "ram:Name", ", ".join(regions))
        tree.add(division, "ram:HierarchicalLevelCode", "0")


def _treatments(lots: Sequence[Lot]) -> list[Treated]:
    """Each different treatment once, though many lots had it."""
    found: dict[Treated, None] = {}
    for lot in lots:
        found.update(dict.fromkeys(lot.treatments))
    return list(found)


def _process(tree: Tree, node: Element, treated: Treated) -> None:
    process = tree.add(node, "ram:AppliedSPSProcess")
    tree.add(process, "ram:TypeCode", "ZZZ")
    period = tree.add(process, "ram:CompletionSPSPeriod")
    start = tree.add(period, "ram:StartDateTime")
    tree.add(start, "udt:DateTimeString", treated.done_on.isoformat())
    if treated.minutes is not None:
        hours = f"{treated.minutes / 60:.4f}".rstrip("0").rstrip(".")
        tree.add(period, "ram:DurationMeasure", hours, unitCode=HOURS)
    _words(tree, process, "TTFT", KINDS.get(treated.kind, KINDS["OTHER"]).en)
    _words(tree, process, "TTCH", treated.chemical)
    _measure(tree, process, "TTCO", treated.grams_per_m3, GRAM_PER_M3)
    _measure(tree, process, "TTTM", treated.celsius, CELSIUS)
    _measure(tree, process, "TTAI", treated.gray, GRAY)


def _words(tree: Tree, process: Element, code: str, text: str) -> None:
    if text:
        part = tree.add(process, "ram:ApplicableSPSProcessCharacteristic")
        tree.add(part, "ram:Description", code)
        tree.add(part, "ram:Description", text, languageID="en")


def _measure(tree: Tree, process: Element, code: str, value: object, unit: str) -> None:
    if value is not None:
        part = tree.add(process, "ram:ApplicableSPSProcessCharacteristic")
        tree.add(part, "ram:Description", code)
        tree.add(part, "ram:ValueMeasure", str(value), unitCode=unit)

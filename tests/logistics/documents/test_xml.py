# ruff: noqa: E501 - a row of damage reads better on one line
"""Every file that we write passes its schema and our own rules, and damage is found and named."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from django.conf import LazySettings
from lxml import etree

from logistics.documents.checks.ephyto import check_ephyto
from logistics.documents.checks.findings import Finding
from logistics.documents.checks.ubl import check_ubl
from logistics.documents.enums import Area, DocumentKind, Level
from logistics.documents.refusals import XmlRefused
from logistics.documents.values import Export, Plot
from logistics.documents.xml.ephyto import NAMESPACES, ephyto
from logistics.documents.xml.itmatt import itmatt
from logistics.documents.xml.plots import geolocation, trouble
from logistics.documents.xml.ubl import ubl_invoice, ubl_packing_list, ubl_waybill
from logistics.documents.xml.writing import LARGEST, read_xml
from tests.factories.exports import frankfurt, lot, made_up, tokyo

NS = {str(prefix): name for prefix, name in NAMESPACES.items()}
UBL: dict[str, tuple[DocumentKind, Callable[[Export], bytes]]] = {
    "Invoice": (DocumentKind.UBL_INVOICE, ubl_invoice),
    "PackingList": (DocumentKind.UBL_PACKING_LIST, ubl_packing_list),
    "Waybill": (DocumentKind.UBL_WAYBILL, ubl_waybill),
}
MANY = 1000 if os.environ.get("SOAK") else 200


def all_sound(seed: int, schemas: dict[str, Any]) -> int:
    """Every XML of the consignment is valid; how many there were."""
    export = made_up(seed)
    assert check_ephyto(ephyto(export), export) == [], seed
    for name, (kind, write) in UBL.items():
        content = write(export)
        assert check_ubl(content, kind, export) == [], (seed, name)
        schemas[name].assertValid(etree.fromstring(content))
    return 1 + len(UBL)


@pytest.mark.slow
def test_a_thousand_made_up_consignments_have_no_error(
    hub_schemas: Path, ubl_schemas: dict[str, Any]
) -> None:
    began = perf_counter()
    files = sum(all_sound(seed, ubl_schemas) for seed in range(MANY))
    print(f"{MANY} consignments, {files} XML files valid, 0 errors, {perf_counter() - began:.1f} s")  # noqa: T201
    assert files == 4 * MANY


def test_what_people_send_has_no_error(hub_schemas: Path) -> None:
    for export in (frankfurt(), frankfurt(400, 14), tokyo()):
        assert check_ephyto(ephyto(export), export) == []


def test_without_the_schemas_our_own_rules_still_find_damage(settings: LazySettings) -> None:
    settings.EPHYTO_XSD_DIR = ""
    export = frankfurt()
    content = ephyto(export).replace(b"Litchi chinensis", b"Litchi sinensis")

    (found,) = check_ephyto(content, export)

    assert (found.area, found.level, found.field) == (Area.MAPPING, Level.SEVERE, "ScientificName")
    assert "Litchi sinensis" in found.message
    assert "Litchi chinensis" in found.message


Change = Callable[[Any], None]


def put(path: str, text: str) -> Change:
    def change(root: Any) -> None:
        root.xpath(f"//{path}", namespaces=NS)[0].text = text

    return change


def drop(path: str) -> Change:
    def change(root: Any) -> None:
        node = root.xpath(f"//{path}", namespaces=NS)[0]
        node.getparent().remove(node)

    return change


def attribute(path: str, name: str, value: str) -> Change:
    def change(root: Any) -> None:
        root.xpath(f"//{path}", namespaces=NS)[0].set(name, value)

    return change


def twice(path: str) -> Change:
    def change(root: Any) -> None:
        node = root.xpath(f"//{path}", namespaces=NS)[0]
        node.addnext(etree.fromstring(etree.tostring(node)))

    return change


def sign(root: Any) -> None:
    document = root.find(f"{{{NS['rsm']}}}SPSExchangedDocument")
    etree.SubElement(document, f"{{{NS['ram']}}}SignatorySPSAuthentication")


LINE = "ram:IncludedSPSTradeLineItem"
DAMAGE: list[tuple[str, Change, Area, str]] = [
    ("another number", put("rsm:SPSExchangedDocument/ram:ID", "VN-1"), Area.MAPPING, "SPSExchangedDocument/ID"),
    ("no number", drop("rsm:SPSExchangedDocument/ram:ID"), Area.MANDATORY, "SPSExchangedDocument/ID"),
    ("another kind of paper", put("ram:TypeCode", "657"), Area.MAPPING, "SPSExchangedDocument/TypeCode"),
    ("looks issued", put("ram:StatusCode", "70"), Area.MAPPING, "SPSExchangedDocument/StatusCode"),
    ("no status", drop("ram:StatusCode"), Area.MANDATORY, "SPSExchangedDocument/StatusCode"),
    ("status is a word", put("ram:StatusCode", "draft"), Area.SCHEMA, "StatusCode"),
    ("does not say draft", put("rsm:SPSExchangedDocument/ram:Name", "PC"), Area.MANDATORY, "SPSExchangedDocument/Name"),
    ("looks signed", sign, Area.SCHEMA, "SignatorySPSAuthentication"),
    ("another consignee", put("ram:ConsigneeSPSParty/ram:Name", "Somebody"), Area.MAPPING, "SPSConsignment/ConsigneeSPSParty/Name"),
    ("no exporter", drop("ram:ConsignorSPSParty"), Area.MANDATORY, "SPSConsignment/ConsignorSPSParty/Name"),
    ("another country", put("ram:ImportSPSCountry/ram:ID", "JP"), Area.MAPPING, "SPSConsignment/ImportSPSCountry/ID"),
    ("by sea", put("ram:ModeCode", "1"), Area.MAPPING, "SPSConsignment/MainCarriageSPSTransportMovement/ModeCode"),
    ("a kilogram more", put("ram:NetWeightMeasure", "41"), Area.MAPPING, "NetWeightMeasure"),
    ("weight in pounds", attribute("ram:NetWeightMeasure", "unitCode", "LBR"), Area.MANDATORY, "NetWeightMeasure"),
    ("weight is a word", put("ram:GrossWeightMeasure", "heavy"), Area.MAPPING, "GrossWeightMeasure"),
    ("another plant", put("ram:ScientificName", "Mangifera indica"), Area.MAPPING, "ScientificName"),
    ("another HS code", put("ram:ClassCode", "080450"), Area.MAPPING, "ApplicableSPSClassification/ClassCode"),
    ("no HS code", drop("ram:ApplicableSPSClassification"), Area.MANDATORY, "ApplicableSPSClassification/ClassCode"),
    ("a carton less", put("ram:ItemQuantity", "19"), Area.MAPPING, "PhysicalSPSPackage/ItemQuantity"),
    ("another origin", put("ram:OriginSPSCountry/ram:ID", "CN"), Area.MAPPING, "OriginSPSCountry/ID"),
    ("a line twice", twice(LINE), Area.MAPPING, "IncludedSPSTradeLineItem"),
    ("no lines", drop(LINE), Area.MAPPING, "IncludedSPSTradeLineItem"),
    ("no treatment", drop("ram:AppliedSPSProcess"), Area.MAPPING, "AppliedSPSProcess"),
    ("no export country", drop("ram:ExportSPSCountry"), Area.MANDATORY, "SPSConsignment/ExportSPSCountry/ID"),
    ("out of order", twice("ram:ConsigneeSPSParty"), Area.SCHEMA, "ConsigneeSPSParty"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "area", "field"), [one[1:] for one in DAMAGE], ids=[one[0] for one in DAMAGE]
)
def test_damage_is_found_and_named(hub_schemas: Path, change: Change, area: Area, field: str) -> None:
    export = frankfurt()
    root = etree.fromstring(ephyto(export))
    change(root)

    found = check_ephyto(etree.tostring(root), export)

    assert (area, field) in {(one.area, one.field) for one in found}
    assert all(one.message and one.level == Level.SEVERE for one in found)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b">720.00<", b">720.01<", "LegalMonetaryTotal/PayableAmount"),
        (b'currencyID="EUR"', b'currencyID="USD"', "currencyID"),
        (b">081090<", b">081060<", "Item/CommodityClassification/ItemClassificationCode"),
        (b"<cbc:IssueDate>2026-06-10", b"<cbc:IssueDate>2026-06-11", "IssueDate"),
        (b">VN<", b">CN<", "Item/OriginCountry/IdentificationCode"),
        (b">DAP<", b">CIF<", "DeliveryTerms/ID"),
    ],
)
def test_damage_of_an_invoice_is_found_and_named(old: bytes, new: bytes, field: str) -> None:
    export = frankfurt()
    content = ubl_invoice(export)
    assert old in content

    found = check_ubl(content.replace(old, new), DocumentKind.UBL_INVOICE, export)

    assert field in {one.field for one in found}


def test_lines_of_a_packing_list_must_sum_up() -> None:
    export = frankfurt()
    damaged = ubl_packing_list(export).replace(
        b">40</cbc:NetWeightMeasure>\n      <cbc:Quantity", b">41</cbc:NetWeightMeasure>\n      <cbc:Quantity"
    )

    found = check_ubl(damaged, DocumentKind.UBL_PACKING_LIST, export)

    assert [one.field for one in found] == ["GoodsItem/NetWeightMeasure"]


HOSTILE = {
    "an entity of a file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "entities that multiply": b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
    "an entity from the network": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
    "not XML": b"%PDF-1.7",
    "nothing": b"",
    "a null byte": b"<a>\x00</a>",
    "too deep": b"<a>" * 5000 + b"</a>" * 5000,
    "too large": b"<a>" + b" " * LARGEST + b"</a>",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_xml_is_refused(content: bytes) -> None:
    with pytest.raises(XmlRefused):
        read_xml(content)

    (found,) = check_ephyto(content, frankfurt())
    assert found.area == Area.SCHEMA


def test_another_file_is_said_to_be_another_file() -> None:
    (found,) = check_ephyto(b"<a/>", frankfurt())
    assert found == Finding(
        area=Area.SCHEMA, level=Level.SEVERE, field="a", message="Đây không phải tệp ePhyto."
    )


def test_letters_that_xml_cannot_hold_do_not_break_a_file(hub_schemas: Path) -> None:
    export = frankfurt()
    seller = replace(export.parties[0], name="Mẫu \x00\x0b & <b>\ud800")
    odd = replace(export, parties=(seller, *export.parties[1:]))

    assert check_ephyto(ephyto(odd), odd) == []


def test_plots_keep_the_digits_that_were_measured() -> None:
    export = frankfurt(lot_count=1)

    told = geolocation(export).decode()

    assert "[106.550000, 21.370100]" in told
    (feature,) = json.loads(told)["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [106.55, 21.3701]}
    assert feature["properties"]["ProducerCountry"] == "VN"


RING = (
    ("106.550000", "21.370000"),
    ("106.560000", "21.370000"),
    ("106.560000", "21.380000"),
    ("106.550000", "21.370000"),
)


@pytest.mark.parametrize(
    ("plot", "reason"),
    [
        (Plot(reference="a", area_m2=40_000, point=("106.550000", "21.370100")), ""),
        (Plot(reference="a", area_m2=40_100, point=("106.550000", "21.370100")), "POLYGON_MISSING"),
        (Plot(reference="a", area_m2=40_100, boundary=RING), ""),
        (Plot(reference="a", area_m2=40_100, boundary=RING[:3]), "POLYGON_NOT_CLOSED"),
        (Plot(reference="a", area_m2=1, point=("106.55000", "21.370100")), "TOO_FEW_DECIMALS"),
        (Plot(reference="a", area_m2=1), "POINT_MISSING"),
        (Plot(reference="a", area_m2=1, point=("21.370100", "106.550000")), "NOT_ON_EARTH"),
        (Plot(reference="a", area_m2=1, point=("1e2.000000", "21.370100")), "NOT_ON_EARTH"),
        (Plot(reference="a", area_m2=1, point=("106.5500001]}", "21.370100")), "NOT_ON_EARTH"),
    ],
)
def test_plots_that_cannot_stand_in_the_file_are_named(plot: Plot, reason: str) -> None:
    assert trouble(plot) == reason
    export = replace(frankfurt(lot_count=1), lots=(lot(1, plots=(plot,)),))
    assert len(json.loads(geolocation(export))["features"]) == (not reason)


def test_the_post_is_told_what_stands_on_the_form() -> None:
    told = json.loads(itmatt(tokyo()))

    assert told["declaration"] == "CN23"
    assert told["value"] == "9000"
    assert told["contents"] == [
        {
            "description": "Green tea, dried leaves",
            "quantity": 1,
            "netKilograms": "2",
            "value": "9000",
            "hs": "090210",
            "origin": "VN",
        }
    ]

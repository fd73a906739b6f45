"""What a postal item holds, for the post's electronic advance data. A neutral JSON with the fields that CN 23
has, shaped like the UPU's ITMATT; the message itself is the post's, and we claim no conformance.
"""

import json

from kernel.errors import JSON
from logistics.documents.enums import DocumentKind
from logistics.documents.forms.frame import number_of
from logistics.documents.forms.post import post_form
from logistics.documents.values import Export, Line, Party
from logistics.documents.writing import plain_amount, plain_kilograms


def itmatt(export: Export) -> bytes:
    certificates: list[JSON] = [paper.number for paper in export.held("phytosanitary_certificate")]
    body: dict[str, JSON] = {
        "format": "itmatt-like/1",
        "item": export.posting.item,
        "declaration": post_form(export).value,
        "postedOn": export.departure_on.isoformat(),
        "officeOfOrigin": export.posting.office,
        "sender": _party(export.party("EXPORTER")),
        "addressee": _party(export.party("CONSIGNEE", "IMPORTER")),
        "importerReference": export.party("IMPORTER", "CONSIGNEE").tax_number,
        "category": {"SALE": "SALE_OF_GOODS", "SAMPLE": "COMMERCIAL_SAMPLE"}.get(export.purpose, "GIFT"),
        "grossKilograms": plain_kilograms(export.gross_g),
        "currency": export.currency,
        "value": plain_amount(export.goods_minor, export.exponent),
        "postage": plain_amount(export.posting.postage_minor, export.exponent),
        "invoice": number_of(export, DocumentKind.INVOICE),
        "certificates": certificates,
        "subjectToInspection": True,
        "contents": [_content(export, line) for line in export.lines],
    }
    return (json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _party(party: Party) -> dict[str, JSON]:
    return {
        "name": party.name,
        "address": party.address,
        "country": party.country,
        "telephone": party.telephone,
        "email": party.email,
        "reference": party.tax_number,
    }


def _content(export: Export, line: Line) -> dict[str, JSON]:
    return {
        "description": line.description_en,
        "quantity": line.packages,
        "netKilograms": plain_kilograms(line.net_g),
        "value": plain_amount(line.value_minor, export.exponent),
        "hs": line.hs6,
        "origin": "VN",
    }

"""What is missing in the data itself, for the document that would show it."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from logistics.documents.checks.findings import Finding, broken, missing, noted
from logistics.documents.enums import DocumentKind
from logistics.documents.forms.post import CATEGORIES
from logistics.documents.sheets.pages import unprintable
from logistics.documents.values import Export
from logistics.documents.xml.plots import trouble
from logistics.goods.numbers import read_s10

VAGUE: Final = frozenset({"food", "food products", "goods", "gift", "samples", "fruit", "foodstuff"})
"""Descriptions that the post turns back."""
PLANTS: Final = frozenset({DocumentKind.PHYTO_APPLICATION, DocumentKind.CHED_SHEET, DocumentKind.TRACE_SHEET})


def check_export(export: Export, kind: DocumentKind) -> list[Finding]:
    return [*_parties(export), *_letters(export), *_lines(export, kind), *_special(export, kind)]


def _parties(export: Export) -> Iterator[Finding]:
    seller, buyer = export.party("EXPORTER"), export.party("CONSIGNEE", "IMPORTER")
    for field, words, text in (
        ("exporter.name", _("tên người xuất khẩu"), seller.name),
        ("exporter.address", _("địa chỉ người xuất khẩu"), seller.address),
        ("consignee.name", _("tên người nhận"), buyer.name),
        ("consignee.address", _("địa chỉ người nhận"), buyer.address),
    ):
        if not text.strip():
            yield missing(field, words)


def _letters(export: Export) -> Iterator[Finding]:
    """Papers abroad are read in Latin letters; what the font lacks would print as a question mark."""
    for party in export.parties:
        if letters := unprintable(party.name + party.address):
            message = _("Tên hay địa chỉ có chữ không in được (%(letters)s): ghi bằng chữ La-tinh.")
            yield broken(f"{party.role.lower()}.name", message % {"letters": letters[:20]})


def _lines(export: Export, kind: DocumentKind) -> Iterator[Finding]:
    if not export.lines or not export.packages:
        yield missing("lines", _("hàng"))
    for line in export.lines:
        field = f"line.{line.position}"
        if not line.hs6.isdecimal() or len(line.hs6) != 6:
            yield missing(f"{field}.hs6", _("mã HS 6 số"))
        if line.description_en.strip().casefold() in VAGUE:
            yield broken(f"{field}.description_en", _("Mô tả hàng quá chung: ghi rõ là gì, dạng gì."))
        if kind in PLANTS and not line.botanical:
            yield missing(f"{field}.botanical", _("tên khoa học"))
    known = {lot.reference for lot in export.lots}
    for reference in sorted({lot for line in export.lines for lot in line.lots} - known):
        yield missing(f"lot.{reference}", _("nhật ký của lô %(lot)s") % {"lot": reference})


def _special(export: Export, kind: DocumentKind) -> Iterator[Finding]:
    if kind in (DocumentKind.CN22, DocumentKind.CN23, DocumentKind.ITMATT):
        if read_s10(export.posting.item) is None:
            yield noted("posting.item", _("Chưa có số bưu gửi của bưu điện; bưu điện ghi khi nhận."))
        if export.purpose not in CATEGORIES:
            yield missing("purpose", _("loại bưu gửi"))
    if kind == DocumentKind.VNACCS_SHEET:
        yield from _tariff(export)
    if kind == DocumentKind.GEOLOCATION:
        yield from _plots(export)


def _tariff(export: Export) -> Iterator[Finding]:
    message = _("Chưa có mã HS 8 số của Việt Nam; đại lý hải quan tra.")
    for line in export.lines:
        if not line.vn_hs8:
            yield noted(f"line.{line.position}.vn_hs8", message)


def _plots(export: Export) -> Iterator[Finding]:
    for lot in export.lots:
        if not lot.plots:
            yield missing(f"lot.{lot.reference}.plots", _("thửa của lô %(lot)s") % {"lot": lot.reference})
        for plot in lot.plots:
            if reason := trouble(plot):
                message = _("Thửa %(plot)s chưa dùng được (%(reason)s).")
                said = {"plot": plot.reference, "reason": reason}
                yield broken(f"plot.{plot.reference}", message % said)

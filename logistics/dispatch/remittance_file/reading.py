"""From the bytes of a file to lines."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.money import parse_dong
from logistics.dispatch.codes import tidy_code
from logistics.dispatch.refusals import RemittanceFileUnreadable, RemittanceRowsWrong, TooManyItems
from logistics.dispatch.remittance_file.columns import find_columns
from logistics.dispatch.remittance_file.unpacking import rows_of_sheet
from logistics.dispatch.values import RemittanceLineSpec

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_ROWS: Final = 10_000
MOST_DONG: Final = 100_000_000_000
_MOST_COLUMNS: Final = 200
_NAMED: Final = 10
_CODE: Final = re.compile(r"[A-Z0-9]{4,40}", re.ASCII)
_FORMULA: Final = ("=", "+", "-", "@")


class _RowWrong(ValueError):
    """What is wrong with one row, in words."""


def read_remittance_file(*, content: bytes, name: str) -> list[RemittanceLineSpec]:
    """The lines of a carrier's file. What it is decides its content, not its name; XLS of before 2007 and
    anything else raise RemittanceFileUnreadable. A row that cannot be read raises RemittanceRowsWrong, which
    names it by its number in the file; more than 10,000 rows TooManyItems. Amounts are whole dong, in any of
    the ways people write them ("1.250.000", "1,250,000 đ", 1250000.0)."""
    if not content:
        raise RemittanceFileUnreadable(why=_("tệp rỗng."))
    if len(content) > MOST_BYTES:
        raise RemittanceFileUnreadable(why=_("tệp lớn hơn 5 MB."))
    if content[:4] == b"PK\x03\x04":
        return _lines(_table(rows_of_sheet(content)))
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise RemittanceFileUnreadable(why=_("tệp XLS đời cũ; lưu lại dạng XLSX."))
    text = _decode(content)
    if name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        return _lines(_objects(text))
    return _lines(_table(_csv(text)))


def _decode(content: bytes) -> str:
    """UTF-8, or UTF-16 with its mark, as spreadsheets save them; anything else would be guessed."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise RemittanceFileUnreadable(why=_("chữ không phải UTF-8; lưu lại dạng UTF-8.")) from wrong
    if "\x00" in text:
        raise RemittanceFileUnreadable(why=_("tệp có ký tự không đọc được."))
    return text


def _csv(text: str) -> list[list[str]]:
    """Commas, semicolons or tabs: whichever the first lines have most of."""
    head = text[:4000]
    delimiter = max(";\t,", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        raise RemittanceFileUnreadable(why=_("tệp CSV sai dấu ngoặc kép.")) from wrong


Row = tuple[int, Any, Any, Any]
"""Number in the file, code, amount, fee."""


def _table(rows: Sequence[Sequence[Any]]) -> Iterator[Row]:
    columns = find_columns(rows)
    for number, row in enumerate(rows[columns.first_row :], start=columns.first_row + 1):
        if len(row) > _MOST_COLUMNS:
            raise RemittanceFileUnreadable(why=_("có dòng quá nhiều cột."))
        cells = [*row, *[""] * (max(columns[:3]) + 1 - len(row))]
        code, amount = cells[columns.tracking], cells[columns.amount]
        if code not in ("", None) or amount not in ("", None):
            yield number, code, amount, cells[columns.fee] if columns.fee >= 0 else 0


def _objects(text: str) -> Iterator[Row]:
    """{"lines": [{"tracking_code": …, "amount_dong": …, "fee_dong": …}]}, or the list alone."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as wrong:
        raise RemittanceFileUnreadable(why=_("không phải JSON hợp lệ.")) from wrong
    lines = found.get("lines") if isinstance(found, dict) else found
    if not isinstance(lines, list) or not all(isinstance(line, Mapping) for line in lines):
        raise RemittanceFileUnreadable(why=_("JSON cần một danh sách các dòng."))
    for number, line in enumerate(lines, start=1):
        yield number, line.get("tracking_code"), line.get("amount_dong"), line.get("fee_dong", 0)


def _lines(rows: Iterator[Row]) -> list[RemittanceLineSpec]:
    found: list[RemittanceLineSpec] = []
    wrong: list[str] = []
    for number, code, amount, fee in rows:
        if len(found) + len(wrong) >= MOST_ROWS:
            raise TooManyItems(limit=MOST_ROWS)
        try:
            found.append(_line(code, amount, fee))
        except _RowWrong as problem:
            wrong.append(_("dòng %(number)s: %(why)s") % {"number": number, "why": problem})
    if wrong:
        raise RemittanceRowsWrong(count=len(wrong), rows="; ".join(wrong[:_NAMED]))
    if not found:
        raise RemittanceFileUnreadable(why=_("không có dòng nào."))
    return found


def _line(code: Any, amount: Any, fee: Any) -> RemittanceLineSpec:
    if isinstance(code, float) and code.is_integer():
        code = int(code)
    text = str(code or "").strip()
    if text.startswith(_FORMULA):
        raise _RowWrong(_("mã là công thức"))
    tidied = tidy_code(text)
    if not _CODE.fullmatch(tidied):
        raise _RowWrong(_("mã vận đơn sai"))
    return RemittanceLineSpec(tracking_code=tidied, amount_dong=_dong(amount), fee_dong=_dong(fee or 0))


def _dong(value: Any) -> int:
    """Whole dong from a number or from what a person wrote."""
    if isinstance(value, bool) or value is None:
        raise _RowWrong(_("thiếu số tiền"))
    if isinstance(value, float):
        if not value.is_integer():
            raise _RowWrong(_("số tiền lẻ"))
        value = int(value)
    if isinstance(value, str):
        try:
            value = parse_dong(value, field="amount")
        except Refusal as refusal:
            raise _RowWrong(_("số tiền không đọc được")) from refusal
    if not isinstance(value, int) or not 0 <= value <= MOST_DONG:
        raise _RowWrong(_("số tiền không thể đúng"))
    return value

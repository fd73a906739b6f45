"""A carrier's file becomes lines, or is refused with a reason; nothing of it is run or guessed."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from logistics.dispatch.refusals import RemittanceFileUnreadable, RemittanceRowsWrong, TooManyItems
from logistics.dispatch.remittance_file import MOST_BYTES, read_remittance_file
from logistics.dispatch.values import RemittanceLineSpec

CODE = "NNV483920175628"
HEAD = ("Mã vận đơn", "Tiền thu hộ", "Phí thu hộ")
LINE = RemittanceLineSpec(tracking_code=CODE, amount_dong=350_000, fee_dong=2_000)


def read(content: bytes | str, name: str = "bang-ke.csv") -> list[RemittanceLineSpec]:
    return read_remittance_file(content=content.encode() if isinstance(content, str) else content, name=name)


def sheet(*rows: Sequence[Any]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def why(content: bytes | str, name: str = "bang-ke.csv") -> str:
    with pytest.raises(RemittanceFileUnreadable) as refused:
        read(content, name)
    return str(refused.value.data["why"])


@pytest.mark.parametrize("comma", [",", ";", "\t"])
@pytest.mark.parametrize("amount", ["350000", "350.000", '"350,000"', "350.000 đ", "350k"])
def test_a_csv_as_carriers_write_it(comma: str, amount: str) -> None:
    amount = amount.strip('"') if comma == "," and "," not in amount else amount
    text = comma.join(HEAD) + "\r\n" + comma.join((CODE, amount, "2000")) + "\r\n"
    assert read(text) == [LINE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_that_spreadsheets_save(encoding: str) -> None:
    assert read(f"{';'.join(HEAD)}\n{CODE};350000;2000".encode(encoding)) == [LINE]


def test_a_sheet_with_a_letterhead_and_numbers_as_numbers() -> None:
    rows = [("CÔNG TY CHUYỂN PHÁT",), (), HEAD, (CODE, 350_000, 2_000), ("", "", "")]
    assert read(sheet(*rows), "bang-ke.xlsx") == [LINE]


def test_json_with_and_without_a_frame() -> None:
    line = {"tracking_code": CODE, "amount_dong": 350_000, "fee_dong": 2_000}
    assert read(json.dumps({"lines": [line]}), "a.json") == read(json.dumps([line]), "a.json") == [LINE]


@pytest.mark.parametrize(
    "names",
    [
        ("Số hiệu bưu gửi", "Số tiền COD", "Phí dịch vụ"),
        ("ORDER_CODE", "cod_amount", "cod_fee"),
        ("label_id", "pick_money", "fee"),
    ],
)
def test_the_columns_of_several_carriers(names: tuple[str, str, str]) -> None:
    assert read(f"{';'.join(names)}\n{CODE};350000;2000") == [LINE]


def test_columns_in_another_order_and_others_between() -> None:
    text = f"STT;Phí;Ngày;Tiền thu hộ;Mã vận đơn\n1;2000;24/11;350000;{CODE.lower()}"
    assert read(text) == [LINE]


def test_without_a_column_of_fees_there_are_none() -> None:
    assert read(f"Mã đơn;COD\n{CODE};350000")[0].fee_dong == 0


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "rỗng"),
        (b"x" * (MOST_BYTES + 1), "5 MB"),
        ("Mã;Tiền\n1;2", "không thấy cột"),
        ("Mã vận đơn;Mã đơn;COD\n1;2;3", "hai cột"),
        (";".join(HEAD), "không có dòng"),
        (b"M\xe3 v\xe2n \xd0\xd5n;Ti\xean\n", "UTF-8"),
        (b"\xff\xfe\x41", "UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
        (b"PK\x03\x04 no archive", "hỏng"),
        (sheet(HEAD)[:-30], "hỏng"),
        ('"never closed', "ngoặc kép"),
        ("{", "JSON"),
        ('{"lines": "x"}', "danh sách"),
        ("[1, 2]", "danh sách"),
        ("[" * 100_000, "JSON"),
        ("[NaN]", "JSON"),
        ("a\x00b", "ký tự"),
    ],
)
def test_what_cannot_be_taken_says_why(content: bytes | str, because: str) -> None:
    assert because in why(content)


def packed(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed(a=b"\0" * 70_000_000)
    assert len(bomb) < 100_000
    assert "quá lớn" in why(bomb, "a.xlsx")


def test_many_small_bombs_count_together() -> None:
    assert "quá lớn" in why(packed(**{f"m{number}": b"\0" * 8_000_000 for number in range(9)}))


def test_a_header_that_lies_about_its_size_helps_nobody() -> None:
    bomb = bytearray(packed(a=b"\0" * 70_000_000))
    real = (70_000_000).to_bytes(4, "little")
    while (place := bomb.find(real)) >= 0:
        bomb[place : place + 4] = (10).to_bytes(4, "little")
    assert why(bytes(bomb), "a.xlsx")


def test_an_archive_of_too_many_parts_is_refused() -> None:
    assert "quá nhiều" in why(packed(**{f"m{number}": b"" for number in range(201)}))


def test_a_sheet_whose_xml_bites_is_read_or_refused_but_expands_nothing() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(RemittanceFileUnreadable):
        read(packed(**{"[Content_Types].xml": laughs, "xl/worksheets/sheet1.xml": laughs}), "a.xlsx")


@pytest.mark.parametrize(
    ("row", "because"),
    [
        ((f"=HYPERLINK({CODE})", 1, 0), "công thức"),
        (("@SUM(A1)", 1, 0), "công thức"),
        (("a b c", 1, 0), "mã vận đơn"),
        (("", 1, 0), "mã vận đơn"),
        ((CODE, "", 0), "số tiền"),
        ((CODE, "rất nhiều", 0), "số tiền"),
        ((CODE, "-5", 0), "số tiền"),
        ((CODE, "1e9", 0), "số tiền"),
        ((CODE, "99999999999999999999", 0), "số tiền"),
        ((CODE, 1, "=1+1"), "số tiền"),
    ],
)
def test_a_row_that_cannot_be_read_refuses_the_file_and_is_named(row: tuple[Any, ...], because: str) -> None:
    with pytest.raises(RemittanceRowsWrong) as refused:
        read(";".join(HEAD) + f"\n{CODE};1;0\n" + ";".join(map(str, row)))
    assert refused.value.data["count"] == 1
    assert "dòng 3" in str(refused.value.data["rows"])
    assert because in str(refused.value.data["rows"])


@pytest.mark.parametrize("amount", [0.5, -1.0, 1e300, True])
def test_numbers_of_a_sheet_that_are_no_amounts(amount: float) -> None:
    with pytest.raises(RemittanceRowsWrong):
        read(sheet(HEAD, (CODE, amount, 0)), "a.xlsx")


def test_a_formula_of_a_sheet_is_never_computed() -> None:
    """What stands for it in the file is nothing here: the row is refused, not guessed."""
    with pytest.raises(RemittanceRowsWrong):
        read(sheet(HEAD, (CODE, "=350000*2", 0), (f'="{CODE}"', 1, 0)), "a.xlsx")


def test_ten_thousand_rows_and_not_one_more() -> None:
    rows = [(CODE, 1, 0)] * 10_000
    assert len(read(sheet(HEAD, *rows), "a.xlsx")) == 10_000
    with pytest.raises(TooManyItems):
        read(sheet(HEAD, *rows, (CODE, 1, 0)), "a.xlsx")


def test_a_row_of_a_thousand_columns() -> None:
    assert "quá nhiều cột" in why(";".join(HEAD) + f"\n{CODE};1;0" + ";" * 1000)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.json", "a"]))
def test_any_bytes_are_lines_or_a_refusal(content: bytes, name: str) -> None:
    try:
        found = read(content, name)
    except (RemittanceFileUnreadable, RemittanceRowsWrong):
        return
    assert found

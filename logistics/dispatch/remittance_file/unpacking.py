"""Spreadsheets are ZIP archives: measured as they really unpack, whatever their headers claim."""

import io
import zipfile
from typing import Any, Final

from django.utils.translation import gettext as _

from logistics.dispatch.refusals import RemittanceFileUnreadable

MOST_MEMBERS: Final = 200
MOST_UNPACKED: Final = 64 * 1024 * 1024
_PIECE: Final = 256 * 1024


def check_archive(content: bytes) -> None:
    """Raises RemittanceFileUnreadable for an archive that is broken, encrypted, or larger inside than any
    list of 10,000 rows can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise RemittanceFileUnreadable(why=_("tệp nén quá nhiều phần."))
            left = MOST_UNPACKED
            for member in members:
                left -= _size(archive, member, most=left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise RemittanceFileUnreadable(why=_("tệp bảng tính bị hỏng hoặc có mật khẩu.")) from broken


def _size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, most: int) -> int:
    """Bytes of one member, unpacked piece by piece and thrown away; stops at `most`."""
    total = 0
    with archive.open(member) as packed:
        while piece := packed.read(_PIECE):
            total += len(piece)
            if total > most:
                raise RemittanceFileUnreadable(why=_("mở ra quá lớn."))
    return total


def rows_of_sheet(content: bytes) -> list[list[Any]]:
    """The first sheet's values; formulas are not computed, what the file last showed stands."""
    from python_calamine import CalamineError, CalamineWorkbook

    check_archive(content)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [list(row) for row in sheet.iter_rows()]
    except (CalamineError, ValueError, OSError, IndexError) as broken:
        raise RemittanceFileUnreadable(why=_("tệp bảng tính bị hỏng hoặc có mật khẩu.")) from broken

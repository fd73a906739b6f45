"""The file of one month of the event log: COPY text, gzipped."""

import gzip
import hashlib
import os
import zlib
from pathlib import Path
from typing import Final, NamedTuple

from django.db import connection

from logistics.dispatch.refusals import ArchiveDamaged

_COLUMNS: Final = (
    "carrier_code, dedupe_key, occurred_at, parcel_id, tracking_code, code, reason, note, amount_dong,"
    " provisional, actor, received_at"
)
_CHUNK: Final = 1 << 20


class Written(NamedTuple):
    """What is in a file."""

    rows: int
    text_sha256: str
    sha256: str  # of the file as it lies there


def write_month(name: str, folder: Path) -> tuple[Path, Written]:
    """Write the rows of the partition into its file in the folder, and read them back. Raises ArchiveDamaged
    when it cannot be written, or what lies there is not what the database sent."""
    path = folder / f"{name}.copy.gz"
    part = path.with_suffix(".part")
    try:
        sent = _export(name, part)
        found = read_month(part)
        if (found.rows, found.text_sha256) != sent:
            raise ArchiveDamaged(path=str(part))
        part.replace(path)
        _sync(folder)
    except OSError as problem:
        raise ArchiveDamaged(path=f"{path} ({problem})") from problem
    return path, found


def _export(name: str, path: Path) -> tuple[int, str]:
    """How many rows the database sent, and the checksum of their text."""
    rows, text = 0, hashlib.sha256()
    select = f"COPY (SELECT {_COLUMNS} FROM {name} ORDER BY occurred_at, carrier_code, dedupe_key) TO STDOUT"  # noqa: S608
    with path.open("wb") as file:
        packed = gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0)
        with packed, connection.cursor() as cursor, cursor.copy(select) as copy:
            for block in copy:
                rows += bytes(block).count(b"\n")  # COPY writes a line break within a text as \n
                text.update(block)
                packed.write(block)
        file.flush()
        os.fsync(file.fileno())
    return rows, text.hexdigest()


def read_month(path: Path) -> Written:
    """What really lies there; gzip checks its own sum on the way. Raises ArchiveDamaged."""
    rows, text = 0, hashlib.sha256()
    try:
        with gzip.open(path) as file:
            while chunk := file.read(_CHUNK):
                rows += chunk.count(b"\n")
                text.update(chunk)
        with path.open("rb") as raw:
            return Written(rows, text.hexdigest(), hashlib.file_digest(raw, "sha256").hexdigest())
    except (OSError, EOFError, zlib.error) as problem:
        raise ArchiveDamaged(path=str(path)) from problem


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def load_month(name: str, path: Path) -> None:
    """Copy the file into the table."""
    into = f"COPY {name} ({_COLUMNS}) FROM STDIN"
    with gzip.open(path) as file, connection.cursor() as cursor, cursor.copy(into) as copy:
        while chunk := file.read(_CHUNK):
            copy.write(chunk)

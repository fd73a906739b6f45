"""Papers of authorities as files: looked at before anything is kept, kept outside any transaction, and read
against what was typed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from kernel.errors import JSON
from logistics.documents.checks.ephyto import DOCUMENT, ITEMS, NS, ROOT
from logistics.documents.checks.places import number_of, text_of
from logistics.documents.refusals import FileRefused, PapersDiffer
from logistics.documents.xml.writing import Element, read_xml
from logistics.paperwork.comparing import name_mark
from logistics.paperwork.models import IssuedPaper
from logistics.paperwork.operations.papers import PaperSpec, enter_paper
from logistics.paperwork.queries import consignment

MOST_BYTES: Final = 10 * 1024 * 1024
HS: Final = "ram:ApplicableSPSClassification[ram:SystemName='HS']/ram:ClassCode"
MOST_PIXELS: Final = 60_000_000
ENDINGS: Final[Mapping[str, str]] = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/xml": "xml",
}


def receive_paper(*, key: str, paper: PaperSpec, content: bytes, actor: str, at: datetime) -> IssuedPaper:
    """Take in a file with what stands on it. FileRefused, XmlRefused and PapersDiffer are said before
    anything is kept; the hash is of what was kept, whatever the caller said. A second person still has to
    confirm it.
    """
    media_type = look_at(content)
    if media_type == "application/xml":
        compare(read_says(read_xml(content)), paper)
    consignment(key)  # UnknownConsignment before a file is kept for it
    sha256 = hashlib.sha256(content).hexdigest()
    name = _keep(key, sha256, ENDINGS[media_type], content)
    try:
        return _enter(key, replace(paper, sha256=sha256), name, actor=actor, at=at)
    except BaseException:
        _forget(name)
        raise


@transaction.atomic
def _enter(key: str, paper: PaperSpec, name: str, *, actor: str, at: datetime) -> IssuedPaper:
    row = enter_paper(key=key, paper=paper, actor=actor, at=at)
    row.file = name
    row.save(update_fields=["file"])
    return row


def _keep(key: str, sha256: str, ending: str, content: bytes) -> str:
    """A name of its own for each upload: two of the same file do not share one that either may delete."""
    return storages["papers"].save(f"issued/{key}/{sha256[:16]}.{ending}", ContentFile(content))


def _forget(name: str) -> None:
    if not IssuedPaper.objects.filter(file=name).exists():
        storages["papers"].delete(name)


def look_at(content: bytes) -> str:
    """What it really is, by its content: a name or a header says nothing. FileRefused for all else."""
    if not content:
        raise FileRefused(problem="EMPTY")
    if len(content) > MOST_BYTES:
        raise FileRefused(problem="TOO_LARGE")
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "application/pdf"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        read_xml(content)
        return "application/xml"
    raise FileRefused(problem="TYPE")


def _picture(content: bytes) -> str:
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(problem="TOO_LARGE")
            picture.verify()
            return "image/png" if picture.format == "PNG" else "image/jpeg"
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as bad:
        raise FileRefused(problem="TYPE") from bad


def read_says(root: Element) -> dict[str, JSON]:
    """What stands in an ePhyto, in the fields by which papers are compared. Other XML says nothing to us."""
    if root.tag != ROOT:
        return {}
    said: dict[str, JSON] = {"number": _first(root, f"{DOCUMENT}/ram:ID")}
    for field, path in (
        ("net_g", f"{ITEMS}/ram:NetWeightMeasure[@unitCode='KGM']"),
        ("gross_g", f"{ITEMS}/ram:GrossWeightMeasure[@unitCode='KGM']"),
    ):
        if (grams := _grams(root, path)) is not None:
            said[field] = grams
    said["hs6"] = [*_texts(root, f"{ITEMS}/{HS}")]
    said["botanical"] = [*_texts(root, f"{ITEMS}/ram:ScientificName")]
    said["consignee"] = name_mark(_first(root, "rsm:SPSConsignment/ram:ConsigneeSPSParty/ram:Name"))
    return {field: value for field, value in said.items() if value not in ("", [])}


def _first(root: Element, path: str) -> str:
    return next(iter(_texts(root, path)), "")


def _texts(root: Element, path: str) -> list[str]:
    return sorted({text_of(one) for one in root.xpath(path, namespaces=NS)} - {""})


def _grams(root: Element, path: str) -> int | None:
    numbers = [number_of(text_of(one)) for one in root.xpath(path, namespaces=NS)]
    known = [number for number in numbers if number is not None]
    return int(sum(known) * 1000) if known and len(known) == len(numbers) else None


def compare(extracted: Mapping[str, JSON], paper: PaperSpec) -> None:
    """Typed against extracted: neither is trusted, so a difference stops the paper at the door. What nobody
    typed is not filled in from the file.
    """
    typed: dict[str, JSON] = {**paper.says, "number": paper.number.strip()}
    if isinstance(name := typed.get("consignee"), str):
        typed["consignee"] = name_mark(name)
    told = [
        f"{field}: {_plain(typed[field])} ≠ {_plain(value)}"
        for field, value in extracted.items()
        if field in typed and _plain(typed[field]) != _plain(value)
    ]
    if told:
        raise PapersDiffer(differences=[*told], first=told[0])


def _plain(value: JSON) -> str:
    if isinstance(value, list):
        return "; ".join(sorted(" ".join(str(one).casefold().split()) for one in value))
    return " ".join(str(value).casefold().split())


def sweep_left_files(*, at: datetime, older: timedelta = timedelta(days=1)) -> int:
    """Files of uploads that a crash left without a row; how many went. Younger ones may still get theirs."""
    store = storages["papers"]
    names = [name for name in _names("issued") if store.get_modified_time(name) < at - older]
    known = set(IssuedPaper.objects.filter(file__in=names).values_list("file", flat=True))
    for name in set(names) - known:
        store.delete(name)
    return len(set(names) - known)


def _names(folder: str) -> list[str]:
    store = storages["papers"]
    if not store.exists(folder):
        return []
    folders, files = store.listdir(folder)
    return [f"{folder}/{name}" for name in files] + [
        name for inner in folders for name in _names(f"{folder}/{inner}")
    ]

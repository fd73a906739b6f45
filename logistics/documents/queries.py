"""What is asked about documents: the newest set, a file, and what anybody may know of a paper."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Final

from django.core.files.storage import storages

from kernel.crypto import fingerprint
from logistics.documents.catalogue import SHOWS_PAPERS
from logistics.documents.enums import DocumentKind, SetState
from logistics.documents.models import Document, DocumentSet
from logistics.documents.refusals import FileChanged, UnknownDocument
from logistics.documents.values import Export
from logistics.paperwork.enums import ConsignmentState
from logistics.paperwork.models import Consignment, IssuedPaper
from logistics.paperwork.recording import canonical

CURRENT: Final = "CURRENT"
CHANGED: Final = "CHANGED"
REPLACED: Final = "REPLACED"
CANCELLED: Final = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What anybody who holds the paper may know: nothing of it is about a person.

    `status`: CURRENT, CHANGED (something of the consignment changed since, perhaps not on this paper),
    REPLACED by a newer one, or CANCELLED with the consignment.
    """

    number: str
    kind: DocumentKind
    consignment: str
    destination_vi: str
    destination_en: str
    dated_on: date
    drawn_at: datetime | None
    sha256: str
    status: str
    newest_number: str


def digests(export: Export) -> tuple[str, str]:
    """Of the whole data set, and of it without the papers of authorities. The day that stands on our papers
    is in neither: it follows from them.
    """
    bare = replace(export, dated_on=date.min)
    return _digest(bare), _digest(replace(bare, papers=()))


def _digest(export: Export) -> str:
    return fingerprint(canonical(asdict(export)))


def seal_of(row: DocumentSet, kind: DocumentKind) -> str:
    return row.digest if kind in SHOWS_PAPERS else row.goods_digest


def newest_set(*, consignment: Consignment) -> DocumentSet | None:
    """The one that was asked for last, with its documents; 2 queries."""
    rows = DocumentSet.objects.filter(consignment=consignment).prefetch_related("documents")
    return rows.order_by("-requested_at", "-id").first()


def verified(*, code: str) -> Verified:
    """UnknownDocument for a code that stands on no paper of ours."""
    found = Document.objects.filter(code=code).select_related("set__consignment__destination")
    row = found.order_by("-set__requested_at", "-id").first()
    if row is None:
        raise UnknownDocument
    newest = _newest_of(row)
    consignment = row.set.consignment
    return Verified(
        number=row.number,
        kind=DocumentKind(row.kind),
        consignment=consignment.number,
        destination_vi=consignment.destination.name_vi,
        destination_en=consignment.destination.name_en,
        dated_on=row.set.dated_on,
        drawn_at=row.set.drawn_at,
        sha256=row.sha256,
        status=_status(row, newest, consignment),
        newest_number=newest.number if newest else row.number,
    )


def _newest_of(row: Document) -> Document | None:
    same = Document.objects.filter(
        set__consignment=row.set.consignment, kind=row.kind, set__state=SetState.DRAWN
    )
    return same.order_by("-set__requested_at", "-id").first()


def _status(row: Document, newest: Document | None, consignment: Consignment) -> str:
    if consignment.state == ConsignmentState.CANCELLED:
        return CANCELLED
    if newest is not None and newest.code != row.code:
        return REPLACED
    return CURRENT if row.set.data_version == consignment.data_version else CHANGED


def consignment_of(*, owner: str, key: str) -> Consignment:
    """`owner` as consignments name it ("household:…"); UnknownDocument when it is not theirs."""
    found = Consignment.objects.select_related("destination").filter(owner=owner, key=key).first()
    if found is None:
        raise UnknownDocument
    return found


def issued_papers(*, consignment: Consignment) -> list[IssuedPaper]:
    """What authorities and the exporter gave, withdrawn ones too: they stay to be seen. 1 query."""
    return list(consignment.issued_papers.select_related("kind").order_by("withdrawn_at", "id"))


def issued_paper(*, consignment: Consignment, key: str) -> IssuedPaper:
    found = consignment.issued_papers.filter(key=key).first()
    if found is None:
        raise UnknownDocument
    return found


def document(*, consignment: Consignment, key: str) -> Document:
    found = Document.objects.filter(key=key, set__consignment=consignment).select_related("set").first()
    if found is None:
        raise UnknownDocument
    return found


def content_of(*, document: Document) -> bytes:
    """As it was drawn; FileChanged when the storage holds something else."""
    return read_kept(document.file.name or "", document.sha256)


def issued_content(*, paper: IssuedPaper) -> bytes:
    """The issuer's file as it was taken in."""
    if not paper.file:
        raise UnknownDocument
    return read_kept(paper.file.name or "", paper.sha256)


def read_kept(name: str, sha256: str) -> bytes:
    try:
        with storages["papers"].open(name, "rb") as kept:
            content: bytes = kept.read()
    except FileNotFoundError as gone:
        raise FileChanged from gone
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileChanged
    return content

"""Asking for a set of documents, drawing it, and handing the exporter's own papers to the gate."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.errors import JSON, Invalid
from kernel.states import check_move
from logistics.documents.catalogue import Made, kinds_of, make
from logistics.documents.enums import DocumentKind, SetState
from logistics.documents.gathering import data_set, posting_of
from logistics.documents.models import Document, DocumentSet
from logistics.documents.queries import digests, seal_of
from logistics.documents.refusals import UnknownDocument
from logistics.documents.values import Export, Posting
from logistics.goods.numbers import read_s10
from logistics.paperwork.models import Consignment, IssuedPaper
from logistics.paperwork.operations.gate import lock
from logistics.paperwork.operations.papers import PaperSpec, enter_paper, withdraw_paper

OWN: Final[Mapping[DocumentKind, str]] = {
    DocumentKind.INVOICE: "commercial_invoice",
    DocumentKind.PACKING_LIST: "packing_list",
    DocumentKind.TRACE_SHEET: "lot_traceability_sheet",
    DocumentKind.ORIGIN_DECLARATION: "origin_declaration_evfta",
    DocumentKind.GEOLOCATION: "eudr_geolocation_pack",
}
"""Papers that the exporter makes: the gate asks for them as it asks for the authorities'."""
DATA_CHANGED: Final = "DATA_CHANGED"
CLAIM: Final = timedelta(minutes=10)
"""After so long a worker that took a set is taken for dead."""


@transaction.atomic
def request_documents(
    *, consignment_key: str, posting: Posting | None = None, actor: str, at: datetime
) -> DocumentSet:
    """A set for the data as it is now: the one that is there already, or a new one to be drawn by a worker.

    Our papers keep their day as long as what they say stays the same. Invalid for an item number that the
    post cannot have given.
    """
    facts = posting or Posting()
    if facts.item and read_s10(facts.item) is None:
        raise Invalid(field="item")
    consignment = lock(consignment_key)
    today = local_day(at)
    digest, goods_digest = digests(data_set(consignment=consignment, dated_on=today, posting=facts))
    earlier = DocumentSet.objects.filter(consignment=consignment, goods_digest=goods_digest)
    first = earlier.order_by("id").first()
    row, new = DocumentSet.objects.get_or_create(
        consignment=consignment,
        digest=digest,
        defaults={
            "goods_digest": goods_digest,
            "data_version": consignment.data_version,
            "dated_on": first.dated_on if first else today,
            "posting": _posting_json(facts),
            "requested_by": actor,
            "requested_at": at,
        },
    )
    if not new:
        _ask_again(row, consignment, at)
    _written(row, "requested", actor=actor, at=at)
    return row


def _ask_again(row: DocumentSet, consignment: Consignment, at: datetime) -> None:
    row.data_version, row.requested_at = consignment.data_version, at
    if row.state == SetState.BROKEN:
        check_move(SetState(row.state), SetState.WANTED)
        row.state, row.trouble, row.claimed_at = SetState.WANTED, "", None
    row.save(update_fields=["data_version", "requested_at", "state", "trouble", "claimed_at"])


def _posting_json(facts: Posting) -> dict[str, JSON]:
    rate = str(facts.sdr_rate) if facts.sdr_rate is not None else None
    return {**asdict(facts), "sdr_rate": rate}


def draw_documents(*, set_key: str, at: datetime) -> DocumentSet:
    """Draw and keep every document of the set; the files first, then the rows. Drawing twice gives the same
    bytes under the same names. When the data moved on meanwhile the set is BROKEN and must be asked for anew.
    """
    row = _set(set_key)
    if row.state == SetState.DRAWN:
        return row
    export = data_set(consignment=row.consignment, dated_on=row.dated_on, posting=posting_of(row.posting))
    if digests(export)[0] != row.digest:
        return _finish(row, [], trouble=DATA_CHANGED, at=at)
    return _finish(row, [_keep(row, export, kind) for kind in kinds_of(export)], trouble="", at=at)


def draw_wanted(*, at: datetime) -> int:
    """Draw the sets that wait, oldest first, each by one worker; how many were drawn here."""
    drawn = 0
    for key in DocumentSet.objects.filter(state=SetState.WANTED).order_by("id").values_list("key", flat=True):
        if _claim(key, at=at):
            draw_documents(set_key=key, at=at)
            drawn += 1
    return drawn


def _claim(key: str, *, at: datetime) -> bool:
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM)
    mine = DocumentSet.objects.filter(free, key=key, state=SetState.WANTED).update(claimed_at=at)
    return bool(mine)


def _set(key: str) -> DocumentSet:
    found = DocumentSet.objects.select_related("consignment__destination").filter(key=key).first()
    if found is None:
        raise UnknownDocument
    return found


def _keep(row: DocumentSet, export: Export, kind: DocumentKind) -> Document:
    """One at a time, so that a worker never holds two large files."""
    made = make(export, kind, seal_of(row, kind))
    return Document(
        set=row,
        kind=made.kind,
        number=made.number,
        code=made.code,
        file=_stored(row, made),
        media_type=made.media_type,
        sha256=hashlib.sha256(made.content).hexdigest(),
        size=len(made.content),
        findings=[{**asdict(one)} for one in made.findings],
    )


def _stored(row: DocumentSet, made: Made) -> str:
    store = storages["papers"]
    name = f"drawn/{row.consignment.key}/{row.key}/{made.kind.value.lower()}-{made.name}"
    if store.exists(name):
        store.delete(name)
    return store.save(name, ContentFile(made.content))


@transaction.atomic
def _finish(row: DocumentSet, documents: list[Document], *, trouble: str, at: datetime) -> DocumentSet:
    locked = DocumentSet.objects.select_for_update().get(pk=row.pk)
    if locked.state == SetState.DRAWN:
        return locked
    wanted = SetState.BROKEN if trouble else SetState.DRAWN
    if locked.state != wanted:
        check_move(SetState(locked.state), wanted)
    locked.state, locked.trouble = wanted, trouble
    locked.drawn_at = None if trouble else at
    Document.objects.bulk_create(documents)
    locked.save(update_fields=["state", "trouble", "drawn_at"])
    return locked


@transaction.atomic
def enter_own_papers(*, set_key: str, actor: str, at: datetime) -> list[IssuedPaper]:
    """The exporter's own papers of the set, as papers that the gate can count: what they say is written
    beside them, so that a later change of the data differs from them and shuts the gate. A second person
    confirms each. Earlier ones that are not the same file are withdrawn.
    """
    row = _set(set_key)
    consignment = lock(row.consignment.key)
    mine = [one for one in row.documents.order_by("id") if one.kind in OWN]
    says = says_of_export(
        data_set(consignment=consignment, dated_on=row.dated_on, posting=posting_of(row.posting))
    )
    entered = []
    for document in mine:
        if _stands_already(consignment, document, actor=actor, at=at):
            continue
        entered.append(_enter(consignment, row, document, says, actor=actor, at=at))
    return entered


def _stands_already(consignment: Consignment, document: Document, *, actor: str, at: datetime) -> bool:
    """Withdraws the others of its kind on the way."""
    kind = OWN[DocumentKind(document.kind)]
    found = False
    for paper in consignment.issued_papers.filter(kind__code=kind, withdrawn_at=None).order_by("id"):
        if paper.sha256 == document.sha256:
            found = True
        else:
            withdraw_paper(paper_key=paper.key, reason="replaced by a newer draft", actor=actor, at=at)
    return found


def _enter(
    consignment: Consignment,
    row: DocumentSet,
    document: Document,
    says: Mapping[str, JSON],
    *,
    actor: str,
    at: datetime,
) -> IssuedPaper:
    spec = PaperSpec(
        kind=OWN[DocumentKind(document.kind)],
        number=f"{document.number}/{document.sha256[:8]}",
        issuer="Người xuất khẩu · Exporter",
        issued_on=row.dated_on,
        says=says,
        sha256=document.sha256,
    )
    paper = enter_paper(key=consignment.key, paper=spec, actor=actor, at=at)
    paper.file = document.file.name
    paper.save(update_fields=["file"])
    return paper


def says_of_export(export: Export) -> dict[str, JSON]:
    """What our papers say, in the fields by which papers are compared."""
    lots: list[JSON] = [*sorted({lot for line in export.lines for lot in line.lots})]
    return {
        "net_g": export.net_g,
        "gross_g": export.gross_g,
        "packages": export.packages,
        "hs6": [*sorted({line.hs6 for line in export.lines})],
        "botanical": [*sorted({line.botanical for line in export.lines if line.botanical})],
        "lots": lots,
        "consignee": export.party("CONSIGNEE", "IMPORTER").name,
        "origin": "VN",
    }


def _written(row: DocumentSet, what: str, *, actor: str, at: datetime) -> None:
    record(
        actor=actor,
        action=f"documents.{what}",
        subject=f"consignment:{row.consignment.key}",
        data={"set": row.key, "digest": row.digest[:16]},
        at=at,
    )

"""Papers of authorities coming in: typed in by one, confirmed by another, withdrawn when wrong; and waivers
of our own rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from kernel.audit.operations import record
from kernel.errors import JSON, Invalid
from logistics.paperwork.comparing import FIELDS, name_mark
from logistics.paperwork.enums import OVERRIDABLE, Gate
from logistics.paperwork.models import IssuedPaper, PaperKind, Waiver
from logistics.paperwork.operations.consignments import editable
from logistics.paperwork.operations.gate import lock
from logistics.paperwork.queries import open_items
from logistics.paperwork.refusals import (
    NotWaivable,
    SecondPersonNeeded,
    UnknownPaper,
    UnknownPaperKind,
)

SAYS: Final = frozenset({*FIELDS, "declarations"})
NUMBERS: Final = frozenset({"net_g", "gross_g", "packages"})
LISTS: Final = frozenset({"hs6", "botanical", "lots", "declarations"})
LONGEST: Final = 200
MOST: Final = 400


@dataclass(frozen=True, kw_only=True)
class PaperSpec:
    """What stands on the paper. `says` has the fields of comparing.FIELDS and "declarations"."""

    kind: str
    number: str
    issuer: str
    issued_on: date
    expires_on: date | None = None
    analysed_on: date | None = None
    says: Mapping[str, JSON] = field(default_factory=dict)
    sha256: str = ""


@transaction.atomic
def enter_paper(*, key: str, paper: PaperSpec, actor: str, at: datetime) -> IssuedPaper:
    """Write down a paper; it counts only when a second person confirmed it."""
    consignment = lock(key)
    if not PaperKind.objects.filter(code=paper.kind).exists():
        raise UnknownPaperKind(field="kind")
    if not paper.number.strip() or not paper.issuer.strip():
        raise Invalid(field="number" if not paper.number.strip() else "issuer")
    try:
        with transaction.atomic():
            row = IssuedPaper.objects.create(
                consignment=consignment,
                kind_id=paper.kind,
                number=paper.number.strip(),
                issuer=paper.issuer.strip(),
                issued_on=paper.issued_on,
                expires_on=paper.expires_on,
                analysed_on=paper.analysed_on,
                says=clean_says(paper.says),
                sha256=paper.sha256,
                entered_by=actor,
                entered_at=at,
            )
    except IntegrityError as twice:
        raise Invalid(field="number") from twice
    _written(row, "entered", actor=actor, at=at)
    return row


def clean_says(says: Mapping[str, JSON]) -> dict[str, JSON]:
    """Only known fields, of their kind and not endless; the consignee's name becomes its fingerprint."""
    if unknown := sorted(set(says) - SAYS):
        raise Invalid(field=f"says.{unknown[0]}"[:80])
    for name, value in says.items():
        if not _fits(name, value):
            raise Invalid(field=f"says.{name}")
    kept = dict(says)
    if isinstance(consignee := kept.get("consignee"), str):
        kept["consignee"] = name_mark(consignee)
    return kept


def _fits(name: str, value: JSON) -> bool:
    if name in NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12
    if name in LISTS:
        return isinstance(value, list) and len(value) <= MOST and all(_short(one) for one in value)
    return _short(value)


def _short(value: JSON) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and "\x00" not in value


@transaction.atomic
def confirm_paper(*, paper_key: str, actor: str, at: datetime) -> None:
    """The second pair of eyes: never those who entered it. Confirming twice changes nothing."""
    row = _paper(paper_key)
    if row.confirmed_at is not None:
        return
    if row.entered_by == actor:
        raise SecondPersonNeeded
    row.confirmed_by, row.confirmed_at = actor, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    _written(row, "confirmed", actor=actor, at=at)


@transaction.atomic
def withdraw_paper(*, paper_key: str, reason: str, actor: str, at: datetime) -> None:
    """It was wrong, or its issuer replaced it: it counts no more, and stays to be seen."""
    row = _paper(paper_key)
    if not reason.strip():
        raise Invalid(field="reason")
    row.withdrawn_at, row.withdrawn_reason = at, reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _written(row, "withdrawn", actor=actor, at=at)


def _paper(paper_key: str) -> IssuedPaper:
    """The consignment is locked first, as everywhere."""
    found = IssuedPaper.objects.filter(key=paper_key, withdrawn_at=None).select_related("consignment").first()
    if found is None:
        raise UnknownPaper
    lock(found.consignment.key)
    return IssuedPaper.objects.select_related("consignment").get(pk=found.pk)


@transaction.atomic
def ask_waiver(*, key: str, item: str, reason: str, actor: str, at: datetime) -> Waiver:
    """Ask to let an open item of our own rules pass. NotWaivable for what an authority asks for."""
    consignment = editable(key)
    if not reason.strip():
        raise Invalid(field="reason")
    found = next((one for one in open_items(consignment, at=at) if one.code == item), None)
    if found is None:
        raise Invalid(field="item")
    if found.gate not in OVERRIDABLE:
        raise NotWaivable(item=item)
    waiver, _new = Waiver.objects.get_or_create(
        consignment=consignment,
        item=item,
        defaults={"gate": Gate.POLICY, "reason": reason.strip(), "asked_by": actor, "asked_at": at},
    )
    return waiver


@transaction.atomic
def grant_waiver(*, waiver_key: str, actor: str, at: datetime) -> None:
    """Another person agrees."""
    waiver = Waiver.objects.select_related("consignment").filter(key=waiver_key).first()
    if waiver is None:
        raise UnknownPaper
    lock(waiver.consignment.key)
    if waiver.asked_by == actor:
        raise SecondPersonNeeded
    if waiver.granted_at is None:
        waiver.granted_by, waiver.granted_at = actor, at
        waiver.save(update_fields=["granted_by", "granted_at"])
        record(
            actor=actor,
            action="consignment.waived",
            subject=f"consignment:{waiver.consignment.key}",
            data={"item": waiver.item, "reason": waiver.reason, "asked_by": waiver.asked_by},
            at=at,
        )


def _written(row: IssuedPaper, what: str, *, actor: str, at: datetime) -> None:
    record(
        actor=actor,
        action=f"paper.{what}",
        subject=f"consignment:{row.consignment.key}",
        data={"paper": row.key, "kind": row.kind_id, "number": row.number},
        at=at,
    )

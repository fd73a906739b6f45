"""What an exporter does to a consignment: each finds it among the person's own, holds it, looks whether it
is still as the person saw it, and then calls the one operation of logistics.

`seen` is the `data_version` that stood on the page or in the answer: when somebody changed anything since,
ConsignmentChanged is raised and nothing is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from kernel.clock import local_day
from kernel.errors import Invalid, NotAllowed
from kernel.ids import new_key
from kernel.places.queries import commune
from kernel.rates.queries import rate_on
from kernel.rates.refusals import RateUnknown
from logistics.documents.enums import SetState
from logistics.documents.models import DocumentSet
from logistics.documents.operations import enter_own_papers, request_documents
from logistics.documents.queries import newest_set
from logistics.documents.refusals import UnknownDocument
from logistics.documents.uploads import receive_paper
from logistics.documents.values import Posting
from logistics.goods.refusals import UnknownLot
from logistics.paperwork.enums import ConsignmentState, Form, PartyRole
from logistics.paperwork.models import Consignment, ConsignmentLine, IssuedPaper
from logistics.paperwork.operations import consignments, gate, papers, sharing
from logistics.paperwork.operations.consignments import CHANGEABLE, AllocationSpec, PartySpec, Plan
from logistics.paperwork.operations.papers import PaperSpec
from logistics.paperwork.refusals import ConsignmentChanged, UnknownPaper
from marketplace.exporters.queries import consignment_for, exporter_of, foreign_lots
from marketplace.people.rules import Person

OF_RATES: Final = frozenset({"eur_rate", "eur_rate_on", "eur_rate_source"})
"""A rate decides which papers are needed: it comes from dated rows with a source, never from an exporter."""
MAY_CHANGE: Final = CHANGEABLE - OF_RATES
WHOLESALE: Final = "wholesale:"


def open_export(*, person: Person, owner: str, plan: Plan, at: datetime) -> Consignment:
    """Whatever the plan says of owner and province is replaced by what the person's own house is."""
    exporter = exporter_of(person=person, owner=owner)
    mine = replace(plan, owner=exporter.owner, province_code=commune(exporter.commune_code).province_code)
    return consignments.open_consignment(plan=mine, actor=person.actor, at=at)


@transaction.atomic
def change_export(
    *, person: Person, key: str, seen: int, changes: Mapping[str, Any], at: datetime
) -> Consignment:
    """Invalid names a field that an exporter may not set."""
    if strange := sorted(set(changes) - MAY_CHANGE):
        raise Invalid(field=strange[0])
    _held(person, key, seen)
    return consignments.change_consignment(key=key, changes=changes, actor=person.actor, at=at)


@transaction.atomic
def set_export_party(
    *, person: Person, key: str, seen: int, role: PartyRole, party: PartySpec, at: datetime
) -> None:
    _held(person, key, seen)
    consignments.set_party(key=key, role=role, party=party, actor=person.actor, at=at)


@transaction.atomic
def add_export_line(
    *,
    person: Person,
    key: str,
    seen: int,
    good: str,
    description_en: str,
    form: Form,
    package_kind: str,
    at: datetime,
) -> ConsignmentLine:
    _held(person, key, seen)
    return consignments.add_line(
        key=key,
        good=good,
        description_en=description_en,
        form=form,
        package_kind=package_kind,
        actor=person.actor,
        at=at,
    )


@transaction.atomic
def allocate_export(
    *,
    person: Person,
    key: str,
    seen: int,
    position: int,
    allocations: Sequence[AllocationSpec],
    at: datetime,
) -> None:
    """A wholesale quantity of the exporter's own lots (UnknownLot for others'). Whoever holds it is named
    here: no caller can claim a buyer's order.
    """
    consignment = _held(person, key, seen)
    if strange := foreign_lots(owner=consignment.owner, references=[one.lot for one in allocations]):
        raise UnknownLot(field="lot", lot=strange[0])
    mine = [replace(one, holder=f"{WHOLESALE}{new_key()}") for one in allocations]
    consignments.allocate(key=key, position=position, allocations=mine, actor=person.actor, at=at)


@transaction.atomic
def withdraw_export(*, person: Person, key: str, seen: int, holders: Sequence[str], at: datetime) -> int:
    """Only wholesale quantities: what buyers ordered is taken out by their orders."""
    _held(person, key, seen)
    if any(not one.startswith(WHOLESALE) for one in holders):
        raise NotAllowed(field="holder")
    return consignments.withdraw_allocations(key=key, holders=holders, actor=person.actor, at=at)


@transaction.atomic
def cancel_export(*, person: Person, key: str, seen: int, reason: str, at: datetime) -> None:
    _held(person, key, seen)
    if not reason.strip():
        raise Invalid(field="reason")
    consignments.cancel_consignment(key=key, reason=reason.strip()[:200], actor=person.actor, at=at)


def clear_export(*, person: Person, key: str, at: datetime) -> None:
    """Ask the rules. Their refusal leaves a decision behind, so this is no transaction."""
    gate.clear(key=consignment_for(person=person, key=key).key, actor=person.actor, at=at)


def hand_over_export(*, person: Person, key: str, at: datetime) -> None:
    gate.hand_over(key=consignment_for(person=person, key=key).key, actor=person.actor, at=at)


def report_export(*, person: Person, key: str, state: ConsignmentState, at: datetime) -> None:
    found = consignment_for(person=person, key=key)
    consignments.report_progress(key=found.key, state=state, actor=person.actor, at=at)


def receive_export_paper(
    *, person: Person, key: str, paper: PaperSpec, content: bytes, at: datetime
) -> IssuedPaper:
    """An authority's file with what stands on it; a second person confirms it."""
    found = consignment_for(person=person, key=key)
    return receive_paper(key=found.key, paper=paper, content=content, actor=person.actor, at=at)


def confirm_export_paper(*, person: Person, key: str, paper_key: str, at: datetime) -> None:
    """SecondPersonNeeded for whoever entered it."""
    _paper(person, key, paper_key)
    papers.confirm_paper(paper_key=paper_key, actor=person.actor, at=at)


def withdraw_export_paper(*, person: Person, key: str, paper_key: str, reason: str, at: datetime) -> None:
    _paper(person, key, paper_key)
    papers.withdraw_paper(paper_key=paper_key, reason=reason[:200], actor=person.actor, at=at)


def _paper(person: Person, key: str, paper_key: str) -> None:
    found = consignment_for(person=person, key=key)
    if not found.issued_papers.filter(key=paper_key).exists():
        raise UnknownPaper


def _held(person: Person, key: str, seen: int) -> Consignment:
    consignment = gate.lock(consignment_for(person=person, key=key).key)
    if consignment.data_version != seen:
        raise ConsignmentChanged
    return consignment


def share_export(*, person: Person, key: str, label: str, at: datetime) -> str:
    """The secret of a link for the importer; it is told this once."""
    found = consignment_for(person=person, key=key)
    return sharing.make_link(key=found.key, label=label, actor=person.actor, at=at)


def unshare_export(*, person: Person, key: str, link_key: str, at: datetime) -> None:
    found = consignment_for(person=person, key=key)
    sharing.revoke_link(key=found.key, link_key=link_key, actor=person.actor, at=at)


def answer_importer(*, person: Person, key: str, text: str, at: datetime) -> None:
    found = consignment_for(person=person, key=key)
    sharing.write_message(key=found.key, text=text, actor=person.actor, at=at)


def draw_export_papers(*, person: Person, key: str, posting: Posting | None, at: datetime) -> DocumentSet:
    """Ask for the papers of today's data. By post the SDR rate of the day is added where one is known, so
    that CN 22 or CN 23 follows from the value.
    """
    found = consignment_for(person=person, key=key)
    facts = replace(posting, sdr_rate=_sdr_rate(found, at)) if posting else None
    return request_documents(consignment_key=found.key, posting=facts, actor=person.actor, at=at)


def _sdr_rate(consignment: Consignment, at: datetime) -> Decimal | None:
    try:
        return rate_on(base=consignment.currency, quote="XDR", day=local_day(at)).value
    except RateUnknown:
        return None


def enter_drawn_papers(*, person: Person, key: str, at: datetime) -> list[IssuedPaper]:
    """The exporter's own papers of the newest set, for the gate; a second person confirms each."""
    found = consignment_for(person=person, key=key)
    newest = newest_set(consignment=found)
    if newest is None or newest.state != SetState.DRAWN:
        raise UnknownDocument
    return enter_own_papers(set_key=newest.key, actor=person.actor, at=at)

"""The gate: the one place that says whether a consignment may go. Pages, GraphQL, the partner API, the admin
and the shell all come through here; the triggers of migration 0002 stand behind it.

A refusal leaves its decision in the log, so `clear` and `hand_over` write first and raise after.
Locks: consignments by id, then the chain of decisions.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.database import advisory_lock, require_transaction
from kernel.outbox import announce
from kernel.states import check_move
from logistics.paperwork.collecting import cases_of
from logistics.paperwork.enums import BLOCKING, ConsignmentState, Outcome
from logistics.paperwork.events import ConsignmentMoved
from logistics.paperwork.judging import judge
from logistics.paperwork.models import (
    Allocation,
    Consignment,
    ConsignmentParcel,
    ConsignmentStep,
    Decision,
    LabelIssue,
)
from logistics.paperwork.recording import canonical, case_json, chain, items_json, rule_json
from logistics.paperwork.refusals import GateShut, UnknownConsignment
from logistics.paperwork.rulebook import fresh_rulebook
from logistics.paperwork.values import Item
from logistics.paperwork.words import words

ON_ITS_WAY: Final = frozenset(
    {
        ConsignmentState.HANDED_OVER,
        ConsignmentState.ARRIVED,
        ConsignmentState.RELEASED,
        ConsignmentState.DELIVERED,
    }
)
FORMAT: Final = 1
"""Of the body of a decision; raised when its shape changes, so that old ones stay readable."""


def clear(*, key: str, actor: str, at: datetime) -> Decision:
    """Ask the rules; with every blocker closed the consignment is CLEARED, else GateShut."""
    return _decide_and_move(key, ConsignmentState.CLEARED, actor=actor, at=at)


def hand_over(*, key: str, actor: str, at: datetime) -> Decision:
    """Into the carrier's hands: the rules are asked again, as of this day; GateShut closes a clearance."""
    return _decide_and_move(key, ConsignmentState.HANDED_OVER, actor=actor, at=at)


def _decide_and_move(key: str, wanted: ConsignmentState, *, actor: str, at: datetime) -> Decision:
    with transaction.atomic():
        consignment = lock(key)
        if consignment.state != wanted:
            check_move(consignment.state, wanted)
        decision, items = _decide(consignment, actor=actor, at=at)
        if decision.outcome == Outcome.CLEAR:
            move(consignment, wanted, decision=decision, actor=actor, at=at)
        elif consignment.state == ConsignmentState.CLEARED:
            move(consignment, ConsignmentState.PREPARING, actor=actor, reason="blocked", at=at)
    if decision.outcome != Outcome.CLEAR:
        raise shut(items)
    return decision


def check(*, key: str, actor: str, at: datetime) -> Decision:
    """Ask the rules and keep the answer; moves nothing but a clearance that no longer holds."""
    with transaction.atomic():
        consignment = lock(key)
        decision, _each = _decide(consignment, actor=actor, at=at)
        if decision.outcome != Outcome.CLEAR and consignment.state == ConsignmentState.CLEARED:
            move(consignment, ConsignmentState.PREPARING, actor=actor, reason="blocked", at=at)
    return decision


def recheck_cleared(*, at: datetime) -> int:
    """Clearances end with the day when a rule grows stale or a certificate runs out; how many closed."""
    keys = Consignment.objects.filter(state=ConsignmentState.CLEARED).order_by("id")
    outcomes = [
        check(key=key, actor="system:paperwork", at=at).outcome for key in keys.values_list("key", flat=True)
    ]
    return outcomes.count(Outcome.BLOCKED)


def require_open(*, shipments: Iterable[str], actor: str, at: datetime) -> None:
    """For dispatch: none of these shipments carries goods of a consignment behind a shut gate (GateShut).
    1 query for shipments of no consignment.
    """
    if bound := _bound(shipments):
        with transaction.atomic():
            for consignment in _lock_all(bound):
                _stand_open(consignment, actor=actor, at=at)


def shut_among(*, shipments: Iterable[str], actor: str, at: datetime) -> frozenset[str]:
    """For lists: those of them that may not go. A clearance that no longer holds is closed, as `check` does.
    1 query for shipments of no consignment.
    """
    bound = _bound(shipments)
    if not bound:
        return frozenset()
    with transaction.atomic():
        shut_ids = {one.pk for one in _lock_all(bound) if not _still_open(one, actor=actor, at=at)}
    return frozenset(shipment for shipment, one in bound.items() if one in shut_ids)


def _still_open(consignment: Consignment, *, actor: str, at: datetime) -> bool:
    if consignment.state != ConsignmentState.CLEARED:
        return consignment.state in ON_ITS_WAY
    decision, _each = _decide(consignment, actor=actor, at=at)
    if decision.outcome == Outcome.CLEAR:
        return True
    move(consignment, ConsignmentState.PREPARING, actor=actor, reason="blocked", at=at)
    return False


def issue_labels(*, shipments: Iterable[str], actor: str, at: datetime) -> None:
    """The same, and a row for each label that is drawn now: the database refuses one behind a shut gate.
    What is handed over may be labelled again.
    """
    bound = _bound(shipments)
    if not bound:
        return
    with transaction.atomic():
        for consignment in _lock_all(bound):
            decision = _stand_open(consignment, actor=actor, at=at)
            names = [shipment for shipment, one in bound.items() if one == consignment.pk]
            LabelIssue.objects.bulk_create(
                LabelIssue(consignment=consignment, shipment=name, decision=decision, actor=actor, at=at)
                for name in (names if decision else ())
            )


def _bound(shipments: Iterable[str]) -> dict[str, int]:
    found = ConsignmentParcel.objects.filter(shipment__in=list(shipments)).order_by("id")
    return dict(found.values_list("shipment", "consignment_id"))


def _lock_all(bound: Mapping[str, int]) -> list[Consignment]:
    rows = Consignment.objects.select_for_update(of=("self",)).filter(id__in=set(bound.values()))
    return list(rows.order_by("id"))


def _stand_open(consignment: Consignment, *, actor: str, at: datetime) -> Decision | None:
    """CLEARED, and the rules still say so today; None for one that is on its way."""
    if consignment.state in ON_ITS_WAY:
        return None
    if consignment.state != ConsignmentState.CLEARED:
        raise GateShut(count=1, first=_("lô chưa được duyệt đi"), items=["consignment.cleared"])
    decision, items = _decide(consignment, actor=actor, at=at)
    if decision.outcome != Outcome.CLEAR:
        raise shut(items)
    return decision


def lock(key: str) -> Consignment:
    require_transaction("lock")
    found = Consignment.objects.select_for_update(of=("self",)).filter(key=key).first()
    if found is None:
        raise UnknownConsignment
    return found


def _decide(consignment: Consignment, *, actor: str, at: datetime) -> tuple[Decision, list[Item]]:
    """Judge every line of a locked consignment and write the answer down."""
    book, day = fresh_rulebook(), local_day(at)
    cases = cases_of(consignment, day=day)
    findings = [judge(book, case) for case in cases]
    items = [item for finding in findings for item in finding.items]
    blocked = any(finding.outcome == Outcome.BLOCKED for finding in findings)
    outcome = Outcome.BLOCKED if blocked else Outcome.CLEAR
    body = {
        "format": FORMAT,
        "consignment": consignment.number,
        "at": at.isoformat(),
        "day": day.isoformat(),
        "actor": actor,
        "data_version": consignment.data_version,
        "demo_reviews": settings.EXPORT_DEMO_REVIEWS,
        "cases": [case_json(case) for case in cases],
        "rules": [rule_json(book, case, one) for case, one in zip(cases, findings, strict=True)],
        "items": items_json(items),
        "outcome": outcome.value,
    }
    decision = _append(consignment, outcome, canonical(body), stamp=book.stamp, actor=actor, at=at)
    return decision, items


def _append(
    consignment: Consignment, outcome: Outcome, body: str, *, stamp: int, actor: str, at: datetime
) -> Decision:
    advisory_lock("paperwork.decisions")
    last = Decision.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, before = last or (0, "")
    return Decision.objects.create(
        consignment=consignment,
        sequence=sequence + 1,
        at=at,
        day=local_day(at),
        actor=actor,
        outcome=outcome,
        data_version=consignment.data_version,
        rule_stamp=stamp,
        body=body,
        before=before,
        hash=chain(before, body),
    )


def move(
    consignment: Consignment,
    new: ConsignmentState,
    *,
    decision: Decision | None = None,
    actor: str,
    reason: str = "",
    at: datetime,
) -> None:
    """The one place that changes the state of a locked consignment, and writes its history."""
    old = consignment.state
    if old == new:
        return
    check_move(old, new)
    consignment.state, consignment.state_since = new, at
    consignment.version += 1
    if decision is not None:
        consignment.decision = decision
    consignment.save(update_fields=["state", "state_since", "decision", "version"])
    if new != ConsignmentState.PREPARING:  # the trigger writes that step, whoever caused it
        ConsignmentStep.objects.create(
            consignment=consignment, old=old, new=new, actor=actor, reason=reason, at=at
        )
    record(
        actor=actor,
        action=f"consignment.{new.value.lower()}",
        subject=f"consignment:{consignment.key}",
        data={"reason": reason},
        at=at,
    )
    announce(_moved(consignment, old, at))


def _moved(consignment: Consignment, old: str, at: datetime) -> ConsignmentMoved:
    holders = Allocation.objects.filter(line__consignment=consignment).order_by("holder")
    return ConsignmentMoved(
        aggregate_key=consignment.key,
        version=consignment.version,
        number=consignment.number,
        old=old,
        new=consignment.state,
        occurred_at=at,
        holders=list(holders.values_list("holder", flat=True).distinct()),
    )


def shut(items: Sequence[Item]) -> GateShut:
    """The refusal with its items; those about state only have none open."""
    blockers = [item for item in items if item.is_open and item.gate in BLOCKING]
    first = words(blockers[0]) if blockers else ""
    return GateShut(count=len(blockers), first=first, items=[item.code for item in blockers])

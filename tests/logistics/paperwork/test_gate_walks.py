"""Random walks: whatever is done in whatever order, no label and no hand-over stands before an open gate."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.database import execute
from kernel.errors import Refusal
from logistics.goods.enums import CodeStatus
from logistics.goods.models import GrowingArea, MarketApproval
from logistics.goods.operations import change_code_status
from logistics.paperwork.collecting import cases_of
from logistics.paperwork.enums import ConsignmentState, Verdict
from logistics.paperwork.judging import judge
from logistics.paperwork.models import Consignment, ConsignmentStep, IssuedPaper, LabelIssue
from logistics.paperwork.operations.consignments import (
    bind_parcel,
    cancel_consignment,
    change_consignment,
    withdraw_allocations,
)
from logistics.paperwork.operations.gate import clear, hand_over, issue_labels
from logistics.paperwork.operations.papers import confirm_paper, withdraw_paper
from logistics.paperwork.rulebook import fresh_rulebook
from tests.factories.consignments import AT, CLERK, EXPORTER, SECOND, a_consignment, a_paper
from tests.factories.paperwork import load_rules_of, sign

pytestmark = pytest.mark.django_db
Act = Callable[[str], object]


def paper(key: str, kind: str) -> IssuedPaper:
    return IssuedPaper.objects.filter(consignment__key=key, kind_id=kind, withdrawn_at=None).latest("id")


def suspend(status: CodeStatus) -> Act:
    return lambda _key: change_code_status(
        area_or_house=GrowingArea.objects.get(code="DEMO-PUC-1"),
        status=status,
        effective_on=date(2026, 6, 9),
        reason="walk",
        actor=CLERK,
        at=AT,
    )


ACTS: dict[str, Act] = {
    "clear": lambda key: clear(key=key, actor=EXPORTER, at=AT),
    "label": lambda key: issue_labels(shipments=[f"shipment:{key}"], actor=EXPORTER, at=AT),
    "hand over": lambda key: hand_over(key=key, actor=EXPORTER, at=AT),
    "lose the certificate": lambda key: withdraw_paper(
        paper_key=paper(key, "phytosanitary_certificate").key, reason="walk", actor=CLERK, at=AT
    ),
    "enter one, unconfirmed": lambda key: a_paper(key, "phytosanitary_certificate", confirmed=False),
    "confirm it": lambda key: confirm_paper(
        paper_key=paper(key, "phytosanitary_certificate").key, actor=SECOND, at=AT
    ),
    "enter one that differs": lambda key: a_paper(key, "eur1", number="X", net_g=1),
    "lose that": lambda key: withdraw_paper(
        paper_key=paper(key, "eur1").key, reason="walk", actor=CLERK, at=AT
    ),
    "put it on wood": lambda key: change_consignment(
        key=key, changes={"wood": "UNMARKED"}, actor=EXPORTER, at=AT
    ),
    "take the wood away": lambda key: change_consignment(
        key=key, changes={"wood": "NONE"}, actor=EXPORTER, at=AT
    ),
    "take all goods out": lambda key: withdraw_allocations(
        key=key, holders=["wholesale:0", "wholesale:1"], actor=EXPORTER, at=AT
    ),
    "suspend the code": suspend(CodeStatus.SUSPENDED),
    "approve it again": suspend(CodeStatus.APPROVED),
    "reject the rule": lambda _key: sign("lychee/JP", actors=["account:third"], verdict=Verdict.REJECTED),
    "accept it again": lambda _key: sign("lychee/JP", actors=["account:third"]),
    "drop the market": lambda _key: MarketApproval.objects.update(withdrawn_on=date(2026, 6, 10)),
    "bring it back": lambda _key: MarketApproval.objects.update(withdrawn_on=None),
    "irradiate": lambda _key: execute("UPDATE goods_treatment SET kind = 'IRRADIATION'"),
    "fumigate": lambda _key: execute("UPDATE goods_treatment SET kind = 'FUMIGATION'"),
    "forge a clearance": lambda _key: execute("UPDATE paperwork_consignment SET state = 'CLEARED'"),
    "forge a hand-over": lambda _key: execute("UPDATE paperwork_consignment SET state = 'HANDED_OVER'"),
    "forge a version": lambda _key: execute("UPDATE paperwork_consignment SET data_version = 1"),
    "forge a label": lambda _key: execute(
        """INSERT INTO paperwork_labelissue (consignment_id, shipment, decision_id, actor, at)
        SELECT consignment_id, 'forged', id, 'x', at FROM paperwork_decision ORDER BY id DESC LIMIT 1"""
    ),
    "cancel": lambda key: cancel_consignment(key=key, reason="walk", actor=EXPORTER, at=AT),
}
LIKELY = ["clear", "label", "hand over", "take the wood away", "approve it again", "accept it again"]


def is_open(consignment: Consignment) -> bool:
    book = fresh_rulebook()
    return not any(judge(book, case).blockers for case in cases_of(consignment, day=date(2026, 6, 10)))


def check_the_promise(key: str, gone: set[str]) -> None:
    """CLEARED, a label that is not void, a new hand-over: only with every blocker closed now."""
    consignment = Consignment.objects.get(key=key)
    if consignment.state == ConsignmentState.CLEARED:
        assert is_open(consignment)
    if consignment.state == ConsignmentState.HANDED_OVER and key not in gone:
        gone.add(key)
        assert is_open(consignment)
    if LabelIssue.objects.filter(consignment=consignment, voided_at=None).exists() and key not in gone:
        assert consignment.state == ConsignmentState.CLEARED
        assert is_open(consignment)


@pytest.fixture
def start(db: None) -> str:
    load_rules_of("JP")
    sign("lychee/JP")
    consignment = a_consignment("JP")
    bind_parcel(key=consignment.key, shipment=f"shipment:{consignment.key}", actor=EXPORTER, at=AT)
    return consignment.key


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(sorted(ACTS)), st.sampled_from(LIKELY)), min_size=4, max_size=14))
def test_no_walk_leads_past_the_gate(start: str, walk: list[str]) -> None:
    gone: set[str] = set()
    with transaction.atomic():
        for name in walk:
            try:
                with transaction.atomic():
                    ACTS[name](start)
            except (Refusal, IntegrityError, IssuedPaper.DoesNotExist):
                pass
            check_the_promise(start, gone)
        transaction.set_rollback(True)


def test_a_walk_reaches_each_of_its_ends(start: str) -> None:
    """So that the walks above are known to be able to fail: the straight way leads through."""
    for name in ("clear", "label", "hand over"):
        ACTS[name](start)

    assert Consignment.objects.get(key=start).state == ConsignmentState.HANDED_OVER
    assert ConsignmentStep.objects.filter(consignment__key=start).count() == 2
    assert LabelIssue.objects.filter(voided_at=None).count() == 1

"""The gate of a consignment, from the operations and from below them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from kernel.audit.models import AuditRecord
from kernel.database import execute
from kernel.errors import Invalid
from kernel.states import ForbiddenMove
from logistics.goods.enums import CodeStatus
from logistics.goods.models import GrowingArea, MarketApproval, Treatment
from logistics.goods.operations import change_code_status
from logistics.paperwork.enums import ConsignmentState, Outcome, PartyRole
from logistics.paperwork.models import (
    Allocation,
    Consignment,
    ConsignmentStep,
    Decision,
    IssuedPaper,
    LabelIssue,
    Waiver,
)
from logistics.paperwork.operations.consignments import (
    AllocationSpec,
    PartySpec,
    allocate,
    bind_parcel,
    cancel_consignment,
    change_consignment,
    report_progress,
    set_party,
    withdraw_allocations,
)
from logistics.paperwork.operations.gate import (
    check,
    clear,
    hand_over,
    issue_labels,
    recheck_cleared,
    require_open,
)
from logistics.paperwork.operations.papers import (
    ask_waiver,
    confirm_paper,
    grant_waiver,
    withdraw_paper,
)
from logistics.paperwork.refusals import (
    AllocationTaken,
    ConsignmentGone,
    GateShut,
    NotWaivable,
    SecondPersonNeeded,
    UnknownConsignment,
)
from tests.factories.consignments import (
    AT,
    CLERK,
    EXPORTER,
    SECOND,
    a_consignment,
    a_paper,
    a_plan,
)
from tests.factories.paperwork import load_rules_of, sign

pytestmark = pytest.mark.django_db
NEXT_YEAR = AT + timedelta(days=365)


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules_of("EU", "JP")
    sign("lychee/EU", "lychee/JP")


def state_of(consignment: Consignment) -> str:
    consignment.refresh_from_db()
    return consignment.state


def shut_by(consignment: Consignment) -> list[str]:
    with pytest.raises(GateShut) as refused:
        clear(key=consignment.key, actor=EXPORTER, at=AT)
    items = refused.value.data["items"]
    assert isinstance(items, list)
    return [str(code) for code in items]


def cleared(destination: str = "EU") -> Consignment:
    consignment = a_consignment(destination)
    clear(key=consignment.key, actor=EXPORTER, at=AT)
    consignment.refresh_from_db()
    return consignment


@pytest.mark.parametrize("destination", ["EU", "JP"])
def test_a_consignment_with_everything_is_cleared_and_handed_over(destination: str) -> None:
    consignment = a_consignment(destination)

    decision = clear(key=consignment.key, actor=EXPORTER, at=AT)
    hand_over(key=consignment.key, actor=EXPORTER, at=AT)

    assert decision.outcome == Outcome.CLEAR
    assert state_of(consignment) == ConsignmentState.HANDED_OVER
    steps = ConsignmentStep.objects.filter(consignment=consignment).order_by("id")
    assert list(steps.values_list("old", "new")) == [
        ("PREPARING", "CLEARED"),
        ("CLEARED", "HANDED_OVER"),
    ]


def test_without_papers_it_is_not_cleared_and_each_is_named() -> None:
    consignment = a_consignment(papers=False)

    codes = shut_by(consignment)

    assert {"paper.phytosanitary_certificate", "paper.ched_pp", "paper.commercial_invoice"} <= set(codes)
    assert state_of(consignment) == ConsignmentState.PREPARING


def test_a_refusal_is_written_down_too() -> None:
    consignment = a_consignment(papers=False)

    shut_by(consignment)

    assert Decision.objects.get(consignment=consignment).outcome == Outcome.BLOCKED


def test_nothing_is_handed_over_that_was_not_cleared() -> None:
    with pytest.raises(ForbiddenMove):
        hand_over(key=a_consignment().key, actor=EXPORTER, at=AT)


def test_an_empty_consignment_is_not_cleared() -> None:
    from logistics.paperwork.operations.consignments import open_consignment

    consignment = open_consignment(plan=a_plan(), actor=EXPORTER, at=AT)

    assert shut_by(consignment) == ["market.rule"]


def test_nobody_clears_what_does_not_exist() -> None:
    with pytest.raises(UnknownConsignment):
        clear(key="nothing", actor=EXPORTER, at=AT)


# (g) papers that differ


def test_g_a_kilogram_between_certificate_and_waybill_blocks_and_both_places_are_named() -> None:
    consignment = a_consignment()
    wrong = IssuedPaper.objects.get(consignment=consignment, kind_id="phytosanitary_certificate")
    withdraw_paper(paper_key=wrong.key, reason="typed again", actor=CLERK, at=AT)
    a_paper(consignment.key, "phytosanitary_certificate", number="DEMO-PC-2", net_g=2_999_000)

    assert shut_by(consignment) == ["difference.net_g:consignment:phytosanitary_certificate DEMO-PC-2"]

    second = IssuedPaper.objects.get(consignment=consignment, number="DEMO-PC-2")
    withdraw_paper(paper_key=second.key, reason="replaced by the authority", actor=CLERK, at=AT)
    a_paper(consignment.key, "phytosanitary_certificate", number="DEMO-PC-3")

    clear(key=consignment.key, actor=EXPORTER, at=AT)


@pytest.mark.parametrize(
    ("says", "differs"),
    [
        ({"packages": 599}, True),
        ({"hs6": ["081090"]}, False),
        ({"hs6": ["080450"]}, True),
        ({"botanical": ["litchi CHINENSIS"]}, False),
        ({"botanical": ["Dimocarpus longan"]}, True),
        ({"consignee": "demo người  NHẬP KHẨU gmbh"}, False),
        ({"consignee": "Somebody Else Ltd"}, True),
        ({"origin": "CN"}, True),
        ({"lots": ["lot:demo1", "lot:demo2"]}, False),
        ({"lots": ["lot:demo1"]}, True),
    ],
)
def test_every_field_is_compared(says: dict[str, object], differs: bool) -> None:
    consignment = a_consignment()
    a_paper(consignment.key, "eur1", **says)

    if differs:
        assert [code.split(":")[0] for code in shut_by(consignment)] == [f"difference.{next(iter(says))}"]
    else:
        clear(key=consignment.key, actor=EXPORTER, at=AT)


def test_a_name_is_never_written_into_the_values_of_a_paper() -> None:
    consignment = a_consignment()
    a_paper(consignment.key, "eur1", consignee="Somebody Else Ltd")
    shut_by(consignment)

    assert "Somebody" not in str(list(IssuedPaper.objects.values_list("says", flat=True)))
    assert "Somebody" not in "".join(Decision.objects.values_list("body", flat=True))


@pytest.mark.parametrize(
    "says",
    [
        {"net_g": "3000"},
        {"net_g": -1},
        {"net_g": True},
        {"net_g": 10**12},
        {"hs6": "081090"},
        {"hs6": ["0"] * 401},
        {"origin": "V" * 201},
        {"origin": "\x00"},
        {"surprise": 1},
    ],
)
def test_values_that_cannot_be_are_refused(says: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        a_paper(a_consignment(papers=False).key, "eur1", **says)


# Changes after the clearance


def changes() -> list[object]:
    return [
        lambda key: change_consignment(key=key, changes={"region": "TX"}, actor=EXPORTER, at=AT),
        lambda key: set_party(
            key=key,
            role=PartyRole.CONSIGNEE,
            party=PartySpec(name="Another", country="DE"),
            actor=EXPORTER,
            at=AT,
        ),
        lambda key: withdraw_allocations(key=key, holders=["wholesale:1"], actor=EXPORTER, at=AT),
        lambda key: allocate(
            key=key,
            position=1,
            allocations=[
                AllocationSpec(holder="late", lot="lot:demo1", net_g=1, gross_g=1, packages=1, value_minor=0)
            ],
            actor=EXPORTER,
            at=AT,
        ),
        lambda key: change_code_status(
            area_or_house=GrowingArea.objects.get(code="DEMO-PUC-1"),
            status=CodeStatus.SUSPENDED,
            effective_on=date(2026, 6, 9),
            reason="pests",
            actor=CLERK,
            at=AT,
        ),
        lambda key: a_paper(key, "eur1"),
        lambda key: Treatment.objects.all()[0].delete(),
        lambda key: MarketApproval.objects.filter(growing_area__isnull=False).update(
            withdrawn_on=date(2026, 6, 10)
        ),
        lambda key: execute("UPDATE paperwork_allocation SET net_g = net_g - 1"),
        lambda key: execute("UPDATE goods_lotrecord SET harvested_on = harvested_on - 1"),
        lambda key: execute("UPDATE paperwork_consignment SET incoterm = 'CIF'"),
        lambda key: execute("DELETE FROM paperwork_issuedpaper WHERE kind_code = 'ched_pp'"),
        lambda key: sign("lychee/EU", actors=["account:third"], verdict="REJECTED"),
    ]


@pytest.mark.parametrize("number", range(13))
def test_any_change_closes_the_clearance_again_and_voids_its_labels(number: int) -> None:
    consignment = cleared()
    bind_parcel(key=consignment.key, shipment="shipment:one", actor=EXPORTER, at=AT)
    label(consignment)

    changes()[number](consignment.key)  # type: ignore[operator]

    assert state_of(consignment) == ConsignmentState.PREPARING
    assert LabelIssue.objects.get(consignment=consignment).voided_at is not None
    last = ConsignmentStep.objects.filter(consignment=consignment).latest("id")
    assert (last.old, last.new, last.actor) == ("CLEARED", "PREPARING", "system:gate")


def test_l_a_code_that_is_suspended_between_harvest_and_certificate_keeps_it_back() -> None:
    consignment = cleared("JP")
    change_code_status(
        area_or_house=GrowingArea.objects.get(code="DEMO-PUC-1"),
        status=CodeStatus.SUSPENDED,
        effective_on=date(2026, 6, 9),
        reason="pests",
        actor=CLERK,
        at=AT,
    )

    assert shut_by(consignment) == ["lot.puc:lot:demo1"]


def test_after_the_hand_over_the_goods_stay_as_they_are() -> None:
    consignment = cleared()
    hand_over(key=consignment.key, actor=EXPORTER, at=AT)

    with pytest.raises(ConsignmentGone):
        change_consignment(key=consignment.key, changes={"region": "TX"}, actor=EXPORTER, at=AT)
    for statement in (
        "UPDATE paperwork_consignment SET country = 'FR'",
        "UPDATE paperwork_allocation SET net_g = 1",
        "DELETE FROM paperwork_consignmentparty",
        "DELETE FROM paperwork_consignmentline",
        "DELETE FROM paperwork_consignment",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            execute(statement)
    assert state_of(consignment) == ConsignmentState.HANDED_OVER


def test_a_clearance_does_not_outlive_what_it_rests_on() -> None:
    """A year on, the reading of the rule is stale."""
    consignment = cleared()

    assert recheck_cleared(at=AT) == 0
    assert recheck_cleared(at=NEXT_YEAR) == 1
    assert state_of(consignment) == ConsignmentState.PREPARING


def test_the_hand_over_asks_again_on_its_day() -> None:
    consignment = cleared()

    with pytest.raises(GateShut):
        hand_over(key=consignment.key, actor=EXPORTER, at=NEXT_YEAR)

    assert state_of(consignment) == ConsignmentState.PREPARING


# Waivers


def test_two_people_may_waive_our_own_rule_and_nobody_what_an_authority_asks() -> None:
    consignment = a_consignment()
    report = IssuedPaper.objects.get(consignment=consignment, kind_id="residue_test_report")
    withdraw_paper(paper_key=report.key, reason="wrong lot", actor=CLERK, at=AT)
    key = consignment.key

    for item in ("paper.residue_test_report", "condition.mrl_checked"):
        waiver = ask_waiver(key=key, item=item, reason="importer tests there", actor=CLERK, at=AT)
        with pytest.raises(SecondPersonNeeded):
            grant_waiver(waiver_key=waiver.key, actor=CLERK, at=AT)
        grant_waiver(waiver_key=waiver.key, actor=SECOND, at=AT)

    clear(key=key, actor=EXPORTER, at=AT)
    assert AuditRecord.objects.filter(action="consignment.waived").count() == 2


def test_an_import_blocker_is_never_waived() -> None:
    consignment = a_consignment(papers=False)

    with pytest.raises(NotWaivable):
        ask_waiver(
            key=consignment.key, item="paper.phytosanitary_certificate", reason="x", actor=CLERK, at=AT
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(
            consignment=consignment,
            item="paper.phytosanitary_certificate",
            gate="IMPORT",
            reason="x",
            asked_by=CLERK,
            asked_at=AT,
        )


def test_nobody_confirms_a_paper_that_he_entered_himself() -> None:
    consignment = a_consignment(papers=False)
    paper = a_paper(consignment.key, "ched_pp", confirmed=False)

    with pytest.raises(SecondPersonNeeded):
        confirm_paper(paper_key=paper, actor=CLERK, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE paperwork_issuedpaper SET confirmed_by = entered_by, confirmed_at = now()")


# Labels


def label(consignment: Consignment) -> None:
    with transaction.atomic():
        issue_labels(shipments=["shipment:one"], actor=EXPORTER, at=AT)


def test_a_label_is_drawn_only_while_the_gate_is_open() -> None:
    consignment = a_consignment()
    bind_parcel(key=consignment.key, shipment="shipment:one", actor=EXPORTER, at=AT)

    with pytest.raises(GateShut), transaction.atomic():
        issue_labels(shipments=["shipment:one"], actor=EXPORTER, at=AT)
    clear(key=consignment.key, actor=EXPORTER, at=AT)
    label(consignment)

    assert LabelIssue.objects.get().shipment == "shipment:one"


def test_shipments_of_no_consignment_are_none_of_its_business(
    django_assert_num_queries: object,
) -> None:
    with transaction.atomic(), django_assert_num_queries(1):  # type: ignore[operator]
        require_open(shipments=["shipment:plain"], actor=EXPORTER, at=AT)


# From below


FORGED = [
    "UPDATE paperwork_consignment SET state = 'CLEARED'",
    "UPDATE paperwork_consignment SET state = 'HANDED_OVER'",
    "UPDATE paperwork_consignment SET state = 'DELIVERED'",
    "UPDATE paperwork_consignment SET state = 'CLEARED', data_version = 1",
    """UPDATE paperwork_consignment
        SET state = 'CLEARED', decision_id = (SELECT max(id) FROM paperwork_decision)""",
    "UPDATE paperwork_decision SET outcome = 'CLEAR'",
    "DELETE FROM paperwork_decision",
    """INSERT INTO paperwork_decision
        (key, consignment_id, sequence, at, day, actor, outcome, data_version, rule_stamp, body, before, hash)
        SELECT 'forged', consignment_id, sequence + 1, at, day, actor, 'CLEAR', data_version, rule_stamp,
               body, hash, encode(sha256(convert_to(hash || body, 'UTF8')), 'hex') FROM paperwork_decision""",
    """INSERT INTO paperwork_labelissue (consignment_id, shipment, decision_id, actor, at)
        SELECT consignment_id, 'forged', id, 'x', at FROM paperwork_decision""",
]


@pytest.mark.parametrize("statement", FORGED)
def test_plain_sql_opens_nothing(statement: str) -> None:
    consignment = a_consignment(papers=False)
    check(key=consignment.key, actor=EXPORTER, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        execute(statement)

    assert state_of(consignment) == ConsignmentState.PREPARING
    assert not LabelIssue.objects.exists()


def test_a_clearance_of_before_a_change_is_worth_nothing_after_it() -> None:
    consignment = cleared()
    change_consignment(key=consignment.key, changes={"region": "BE"}, actor=EXPORTER, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE paperwork_consignment SET state = 'CLEARED'")


def test_a_decision_that_breaks_the_chain_is_refused() -> None:
    consignment = cleared()
    last = Decision.objects.latest("sequence")

    for sequence, before in ((last.sequence + 2, last.hash), (last.sequence + 1, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(
                consignment=consignment,
                sequence=sequence,
                at=AT,
                day=last.day,
                actor="x",
                outcome="CLEAR",
                data_version=last.data_version,
                rule_stamp=last.rule_stamp,
                body=last.body,
                before=before,
                hash=last.hash,
            )


# The rest


def test_a_holder_is_in_one_consignment_until_it_is_cancelled() -> None:
    first = a_consignment(papers=False)
    second = a_consignment_of_nothing()
    share = AllocationSpec(
        holder="wholesale:1", lot="lot:demo1", net_g=1, gross_g=1, packages=1, value_minor=0
    )

    with pytest.raises(AllocationTaken):
        allocate(key=second.key, position=1, allocations=[share], actor=EXPORTER, at=AT)
    cancel_consignment(key=first.key, reason="no flight", actor=EXPORTER, at=AT)
    allocate(key=second.key, position=1, allocations=[share], actor=EXPORTER, at=AT)

    assert Allocation.objects.filter(holder="wholesale:1").count() == 2


def a_consignment_of_nothing() -> Consignment:
    from logistics.paperwork.enums import Form
    from logistics.paperwork.operations.consignments import add_line, open_consignment

    consignment = open_consignment(plan=a_plan(), actor=EXPORTER, at=AT)
    add_line(
        key=consignment.key,
        good="lychee",
        description_en="Fresh lychee",
        form=Form.FRESH,
        actor=EXPORTER,
        at=AT,
    )
    return consignment


def test_on_the_way_its_steps_come_in_their_order() -> None:
    consignment = cleared()
    hand_over(key=consignment.key, actor=EXPORTER, at=AT)

    with pytest.raises(ForbiddenMove):
        report_progress(key=consignment.key, state=ConsignmentState.DELIVERED, actor=CLERK, at=AT)
    for state in (ConsignmentState.ARRIVED, ConsignmentState.RELEASED, ConsignmentState.DELIVERED):
        report_progress(key=consignment.key, state=state, actor=CLERK, at=AT)

    assert state_of(consignment) == ConsignmentState.DELIVERED


def test_names_and_addresses_are_not_readable_in_the_database() -> None:
    from kernel.database import fetch

    a_consignment(papers=False)

    assert "Demo" not in str(fetch("SELECT name, address FROM paperwork_consignmentparty"))


def test_a_number_is_entered_once_for_a_kind() -> None:
    consignment = a_consignment(papers=False)
    a_paper(consignment.key, "ched_pp")

    with pytest.raises(Invalid):
        a_paper(consignment.key, "ched_pp")

"""The same answer years later, and what today's rules would say."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kernel.database import execute
from logistics.paperwork.loading import load
from logistics.paperwork.models import Decision
from logistics.paperwork.operations.gate import check, clear, hand_over
from logistics.paperwork.recording import canonical, case_json, case_of
from logistics.paperwork.replaying import broken_links, replay
from tests.factories import cases
from tests.factories.consignments import AT, EXPORTER, a_consignment
from tests.factories.paperwork import load_rules_of, sign
from tests.logistics.paperwork.test_loading import altered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules_of("JP")
    sign("lychee/JP")


@pytest.mark.parametrize("case", [cases.lychee_to("US"), cases.lychee_to("JP"), cases.dragon_fruit_to_eu()])
def test_a_case_is_written_down_whole(case: object) -> None:
    written = case_json(case)  # type: ignore[arg-type]

    assert canonical(case_json(case_of(written))) == canonical(written)


def test_a_decision_comes_out_the_same_after_the_rules_changed(tmp_path: Path) -> None:
    consignment = a_consignment("JP")
    clear(key=consignment.key, actor=EXPORTER, at=AT)
    hand_over(key=consignment.key, actor=EXPORTER, at=AT)
    later = AT + timedelta(days=400)
    load(altered(tmp_path, "rules-JP.yaml", "grams_per_m3_min: 32", "grams_per_m3_min: 48"), at=later)

    answers = [replay(decision) for decision in Decision.objects.order_by("sequence")]

    assert [answer.same for answer in answers] == [True, True]
    assert {answer.today for answer in answers} == {"BLOCKED"}
    assert "lot.treatment:lot:demo1: MET TREATED > OPEN TREATMENT_TOO_WEAK" in answers[0].changed
    assert "market.review: MET RULE_REVIEWED > OPEN RULE_UNREVIEWED" in answers[0].changed


def test_the_command_tells_it() -> None:
    consignment = a_consignment("JP")
    check(key=consignment.key, actor=EXPORTER, at=AT)
    out = StringIO()

    call_command("paperwork", "replay", consignment.number, stdout=out)
    call_command("paperwork", "verify", stdout=out)

    assert "1 2026-06-10 03:00 CLEAR: the same again; today CLEAR" in out.getvalue()
    assert "1 decisions, the chain holds" in out.getvalue()
    with pytest.raises(CommandError, match="nothing was ever decided"):
        call_command("paperwork", "replay", "NX000000")


def test_a_row_that_somebody_changed_breaks_the_chain() -> None:
    """Who owns the table can take its triggers off; then the chain still tells."""
    consignment = a_consignment("JP")
    for _each in range(3):
        check(key=consignment.key, actor=EXPORTER, at=AT)
    execute("SET LOCAL session_replication_role = replica")
    execute("UPDATE paperwork_decision SET body = replace(body, 'PUC-1', 'PUC-9') WHERE sequence = 2")
    execute("SET LOCAL session_replication_role = origin")

    assert broken_links() == [2]
    with pytest.raises(CommandError, match="breaks at 2"):
        call_command("paperwork", "verify")

"""Who may say that a rule is right, and what a new version does to what was said."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from kernel.audit.models import AuditRecord
from kernel.errors import Invalid
from logistics.paperwork.enums import Verdict
from logistics.paperwork.models import Rule, RuleReview
from logistics.paperwork.operations.reviews import review_rule, revise_rule
from logistics.paperwork.queries import explain
from logistics.paperwork.refusals import NoSourceRead, RuleSuperseded, RuleUnreadable, UnknownRule
from logistics.paperwork.rulebook import fresh_rulebook
from tests.factories.cases import DAY
from tests.factories.consignments import AT
from tests.factories.paperwork import load_rules_of

pytestmark = pytest.mark.django_db
FIRST, SECOND = "account:one", "account:two"


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules_of("JP")


def rule(name: str = "lychee/JP") -> Rule:
    return Rule.objects.get(name=name, superseded_at=None)


def review(name: str = "lychee/JP", **changes: object) -> RuleReview:
    given: dict[str, object] = {
        "rule_key": rule(name).key,
        "verdict": Verdict.APPROVED,
        "source": "JP_LYCHEE",
        "read_on": DAY,
        "note": "read it whole",
        "actor": FIRST,
        "at": AT,
    }
    return review_rule(**(given | changes))  # type: ignore[arg-type]


def standing() -> str:
    finding = explain(good="lychee", destination="JP", day=DAY, book=fresh_rulebook())
    return next(item.reason for item in finding.items if item.code == "market.review")


def test_two_people_read_and_sign() -> None:
    said = [standing()]
    review()
    said.append(standing())
    review(actor=SECOND)
    said.append(standing())

    assert said == ["RULE_UNREVIEWED", "RULE_HALF", "RULE_REVIEWED"]
    assert AuditRecord.objects.filter(action="rule.approved").count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"source": "GK"}, NoSourceRead),
        ({"source": "US_LITCHI"}, NoSourceRead),
        ({"note": "  "}, Invalid),
        ({"read_on": DAY + timedelta(days=1)}, Invalid),
        ({"rule_key": "nothing"}, UnknownRule),
    ],
)
def test_a_signature_that_is_worth_nothing_is_refused(
    changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        review(**changes)


def test_general_knowledge_alone_can_never_be_signed() -> None:
    with pytest.raises(NoSourceRead):
        review("tea/JP", source="GK")


def test_what_was_signed_is_never_unsigned() -> None:
    review()
    for change in (RuleReview.objects.all().delete, lambda: RuleReview.objects.update(note="other")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def a_row(**changes: object) -> dict[str, object]:
    """Tea to Japan as somebody found it in a source."""
    return {
        "status": "OPEN",
        "confidence": "MEDIUM",
        "sources": ["JP_OTHERS"],
        "as_of": "2026-05-01",
        "valid_from": "2026-05-01",
        "post": "OPEN",
        "fresh_months": 12,
        "conditions": ["importer_of_record"],
        "papers": [],
    } | changes


def test_an_answered_question_is_a_new_version_that_must_be_signed_again() -> None:
    old = rule("tea/JP")
    new = revise_rule(name="tea/JP", row=a_row(), actor=FIRST, at=AT)

    assert (new.version, new.status, new.recorded_by) == (2, "OPEN", FIRST)
    assert Rule.objects.get(pk=old.pk).superseded_at == AT
    with pytest.raises(RuleSuperseded):
        review_rule(
            rule_key=old.key,
            verdict=Verdict.APPROVED,
            source="JP_OTHERS",
            read_on=date(2026, 5, 1),
            note="late",
            actor=SECOND,
            at=AT,
        )


@pytest.mark.parametrize(
    "row", [a_row(colour="red"), a_row(status="YES"), a_row(conditions=["luck"]), a_row(sources=["RUMOUR"])]
)
def test_a_revision_is_checked_like_a_file(row: dict[str, object]) -> None:
    with pytest.raises(RuleUnreadable):
        revise_rule(name="tea/JP", row=row, actor=FIRST, at=AT)


def test_a_load_leaves_alone_what_staff_wrote_while_the_file_says_the_same() -> None:
    revise_rule(name="tea/JP", row=a_row(), actor=FIRST, at=AT)

    load_rules_of("JP")

    assert rule("tea/JP").recorded_by == FIRST

"""People reading sources: a rule unblocks only what two of them have signed, and lately."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.errors import Invalid, Refusal
from kernel.reference import FixtureError
from logistics.paperwork.enums import Verdict
from logistics.paperwork.loading import known_names
from logistics.paperwork.models import Rule, RuleReview
from logistics.paperwork.refusals import NoSourceRead, RuleSuperseded, RuleUnreadable, UnknownRule
from logistics.paperwork.rows import clean
from logistics.paperwork.versions import write_version

NO_SOURCE: Final = "GK"
"""General knowledge, in the list of sources; it never unblocks anything."""


@transaction.atomic
def review_rule(
    *,
    rule_key: str,
    verdict: Verdict,
    source: str,
    read_on: date,
    note: str,
    actor: str,
    at: datetime,
    demo: bool = False,
) -> RuleReview:
    """Sign that the version says what the source said on the day it was read, or reject it."""
    rule = Rule.objects.select_for_update().filter(key=rule_key).first()
    if rule is None:
        raise UnknownRule
    if (refusal := worthless(rule=rule, source=source, read_on=read_on, note=note, at=at)) is not None:
        raise refusal
    review = RuleReview.objects.create(
        rule=rule,
        verdict=verdict,
        actor=actor,
        source=source,
        read_on=read_on,
        note=note.strip(),
        signed_at=at,
        demo=demo,
    )
    record(
        actor=actor,
        action=f"rule.{verdict.value.lower()}",
        subject=f"rule:{rule.key}",
        data={"rule": str(rule), "source": source, "read_on": read_on.isoformat()},
        at=at,
    )
    return review


def worthless(*, rule: Rule, source: str, read_on: date, note: str, at: datetime) -> Refusal | None:
    """Why a signature would say nothing; None when it says something."""
    if rule.superseded_at is not None:
        return RuleSuperseded()
    if source == NO_SOURCE or source not in rule.sources:
        return NoSourceRead(field="source")
    if read_on > local_day(at):
        return Invalid(field="read_on")
    return None if note.strip() else Invalid(field="note")


@transaction.atomic
def revise_rule(*, name: str, row: Mapping[str, Any], actor: str, at: datetime) -> Rule:
    """A new version by hand, in the form of the files' rows without `good`: an answered question, a source
    that was found. It is UNREVIEWED like any other.
    """
    old = Rule.objects.select_related("good", "destination").filter(name=name, superseded_at=None).first()
    if old is None:
        raise UnknownRule
    try:
        facts = clean({"good": old.good.code, **row}, name, known_names())
    except FixtureError as wrong:
        raise RuleUnreadable(problem=str(wrong)) from wrong
    rule = write_version(facts, good=old.good, destination=old.destination, at=at, actor=actor)
    record(actor=actor, action="rule.revised", subject=f"rule:{rule.key}", data={"rule": str(rule)}, at=at)
    return rule

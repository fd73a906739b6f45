"""Versions of rules: written once, superseded, never changed."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from logistics.paperwork.models import Destination, ExportGood, Rule, RulePaper

Row = Mapping[str, Any]


def digest_of(facts: Row) -> str:
    return hashlib.sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def facts_of_version(rule: Rule) -> dict[str, Any]:
    """A stored version in the form of `clean`."""
    plain = {
        name: getattr(rule, name)
        for name in (
            "status",
            "as_of",
            "confidence",
            "sources",
            "post",
            "fresh_months",
            "incomplete",
            "note",
            "conditions",
            "treatments",
            "controls",
        )
    }
    days = {
        name: value.isoformat() if (value := getattr(rule, name)) else None
        for name in ("valid_from", "valid_to")
    }
    papers = [
        {
            "kind": paper.kind_id,
            "when": paper.when,
            "gate": paper.gate,
            "confidence": paper.confidence,
            "source": paper.source,
        }
        for paper in rule.papers.order_by("position")
    ]
    return {**plain, **days, "papers": papers}


def write_version(
    facts: Row, *, good: ExportGood, destination: Destination, at: datetime, actor: str
) -> Rule:
    """The next version of a pair; the one before is superseded. Where the new one begins later, the old one
    ends the day before and still answers for its days; else it was wrong and answers for none.
    """
    name = f"{good.code}/{destination.code}"
    old = Rule.objects.select_for_update().filter(name=name, superseded_at=None).first()
    begins = date.fromisoformat(facts["valid_from"]) if facts["valid_from"] else None
    if old is not None:
        changes = begins is not None and (old.valid_from is None or old.valid_from < begins)
        old.superseded_at = at
        old.valid_to = begins - timedelta(days=1) if changes and begins else None
        old.save(update_fields=["superseded_at", "valid_to"])
    plain = {key: value for key, value in facts.items() if key not in ("papers", "valid_from", "valid_to")}
    rule = Rule.objects.create(
        name=name,
        version=(Rule.objects.filter(name=name).count()) + 1,
        good=good,
        destination=destination,
        valid_from=begins,
        valid_to=date.fromisoformat(facts["valid_to"]) if facts["valid_to"] else None,
        digest=digest_of(facts),
        recorded_at=at,
        recorded_by=actor,
        **plain,
    )
    papers = enumerate(facts["papers"])
    RulePaper.objects.bulk_create(_row(rule, position, paper) for position, paper in papers)
    return rule


def _row(rule: Rule, position: int, paper: Mapping[str, str]) -> RulePaper:
    return RulePaper(
        rule=rule,
        position=position,
        kind_id=paper["kind"],
        when=paper["when"],
        gate=paper["gate"],
        confidence=paper["confidence"],
        source=paper["source"],
    )

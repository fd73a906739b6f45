"""One row of a rule, checked field by field, from a file or from a reviewer's hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel.reference import FixtureError, check_fields
from logistics.goods.enums import TreatmentKind
from logistics.paperwork.conditions import CONDITIONS
from logistics.paperwork.enums import Confidence, Gate, MarketStatus, Post
from logistics.paperwork.expressions import ExpressionError, parse, questions
from logistics.paperwork.models import Destination, ExportGood
from logistics.paperwork.reading import texts
from logistics.paperwork.rulebook import Treatable, treatable

Row = Mapping[str, Any]
RULE_MUST = ("good", "status", "confidence", "sources", "post", "fresh_months")
RULE_MAY = (
    *RULE_MUST,
    "as_of",
    "valid_from",
    "valid_to",
    "incomplete",
    "note",
    "conditions",
    "treatments",
    "controls",
    "papers",
)
PAPER = ("kind", "when", "gate", "confidence", "source")
CONTROLS = ("reg", "annex", "frequency_pct", "hazard", "cn", "taric")


@dataclass(frozen=True, slots=True)
class Names:
    """What a rule may refer to."""

    goods: Mapping[str, ExportGood]
    places: Mapping[str, Destination]
    kinds: frozenset[str]
    sources: frozenset[str]
    questions: frozenset[str]


def clean(row: Row, where: str, names: Names) -> dict[str, Any]:
    """A row of a file, checked field by field, in the one form that is compared and hashed."""
    check_fields(row, allowed=RULE_MAY, required=RULE_MUST, where=where)
    months = row["fresh_months"]
    if not isinstance(months, int) or not 1 <= months <= 24:
        raise FixtureError(f"{where}: fresh_months is 1 to 24")
    return {
        "status": choice(row["status"], MarketStatus, where),
        "as_of": str(row.get("as_of", "")),
        "valid_from": _day(row, "valid_from", where),
        "valid_to": _day(row, "valid_to", where),
        "confidence": choice(row["confidence"], Confidence, where),
        "sources": texts(row, "sources", where, known=names.sources),
        "post": choice(row["post"], Post, where),
        "fresh_months": months,
        "incomplete": row.get("incomplete", False) is True,
        "note": str(row.get("note", "")),
        "conditions": texts(row, "conditions", where, known=CONDITIONS),
        "treatments": [_treatment(one, where, names) for one in row.get("treatments", [])],
        "controls": _controls(row.get("controls", {}), where),
        "papers": [_paper(one, where, names) for one in row.get("papers", [])],
    }


def choice(given: object, choices: Any, where: str) -> str:
    if given not in choices.values:
        raise FixtureError(f"{where}: {given!r} is none of {', '.join(choices.values)}")
    return str(given)


def _day(row: Row, name: str, where: str) -> str | None:
    given = row.get(name)
    if given is None:
        return None
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError as wrong:
        raise FixtureError(f"{where}: {name} is a day like 2026-02-18") from wrong


def _treatment(given: Any, where: str, names: Names) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise FixtureError(f"{where}: a treatment is a row of figures")
    check_fields(given, allowed=Treatable.__dataclass_fields__, required=("kind",), where=where)
    choice(given["kind"], TreatmentKind, where)
    if given.get("ask") and given["ask"] not in names.questions:
        raise FixtureError(f"{where}: there is no question {given['ask']}")
    figures = {name: value for name, value in given.items() if name not in ("kind", "chemical", "ask")}
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in figures.values()):
        raise FixtureError(f"{where}: the figures of a treatment are numbers")
    kept = {name: str(value) if isinstance(value, float) else value for name, value in given.items()}
    treatable(kept)
    return kept


def _controls(given: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise FixtureError(f"{where}: controls is a row")
    check_fields(given, allowed=CONTROLS, where=where)
    return dict(given)


def _paper(given: Any, where: str, names: Names) -> dict[str, str]:
    if not isinstance(given, dict):
        raise FixtureError(f"{where}: a paper is a row")
    check_fields(given, allowed=PAPER, required=PAPER, where=where)
    if given["kind"] not in names.kinds or given["source"] not in names.sources:
        raise FixtureError(f"{where}: unknown paper {given['kind']} or source {given['source']}")
    choice(given["gate"], Gate, where)
    choice(given["confidence"], Confidence, where)
    try:
        asked = questions(parse(str(given["when"])))
    except ExpressionError as wrong:
        raise FixtureError(f"{where}: when {given['when']!r}: {wrong}") from wrong
    if unknown := asked - names.questions:
        raise FixtureError(f"{where}: there is no question {', '.join(sorted(unknown))}")
    return {name: str(given[name]) for name in PAPER}

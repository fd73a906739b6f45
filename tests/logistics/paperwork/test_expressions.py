"""The little language in which rules say when a paper is needed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.paperwork.expressions import (
    FACTS,
    LONGEST,
    SIGNS,
    All,
    Among,
    Answer,
    AnyOf,
    Ask,
    Compare,
    Constant,
    ExpressionError,
    Flag,
    Node,
    Not,
    answer,
    parse,
    questions,
    write,
)

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SUMS = st.decimals("0", "99999", places=2)
CHOICES = [(name, kind) for name, kind in FACTS.items() if isinstance(kind, frozenset)]


@st.composite
def terms(draw: st.DrawFn) -> Node:
    kind = draw(st.sampled_from(["constant", "ask", "flag", "sum", "day", "equal", "among"]))
    if kind == "constant":
        return Constant(draw(st.booleans()))
    if kind == "ask":
        return Ask(draw(st.sampled_from(["ONE", "OTHER"])))
    if kind == "flag":
        return Flag("irradiated")
    if kind == "sum":
        return Compare("consignment_value_eur", draw(st.sampled_from(sorted(SIGNS))), draw(SUMS))
    if kind == "day":
        return Compare("entry_date", draw(st.sampled_from(sorted(SIGNS))), draw(DAYS))
    name, values = draw(st.sampled_from(CHOICES))
    if kind == "equal":
        return Compare(name, draw(st.sampled_from(["=", "!="])), draw(st.sampled_from(sorted(values))))
    chosen = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3))
    return Among(name, frozenset(chosen))


def joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(parts.map(Not), several.map(All), several.map(AnyOf))


NODES = st.recursive(terms(), joined, max_leaves=6)
KNOWN = {
    "consignment_value_eur": SUMS,
    "net_kg": SUMS,
    "entry_date": DAYS,
    "irradiated": st.booleans(),
    **{name: st.sampled_from(sorted(values)) for name, values in CHOICES},
}
WHOLE_FACTS = st.fixed_dictionaries(KNOWN)


@given(NODES)
def test_what_is_written_is_read_back_with_the_same_meaning(node: Node) -> None:
    text = write(node)
    if len(text) <= LONGEST:
        assert parse(text) == node


@given(NODES, WHOLE_FACTS, st.sets(st.sampled_from(sorted(KNOWN))))
def test_what_is_not_known_never_turns_an_answer_round(
    node: Node, facts: dict[str, object], hidden: set[str]
) -> None:
    """With some facts hidden the answer is the same, or it says that it does not know."""
    whole = answer(node, facts)
    partly = answer(node, {name: value for name, value in facts.items() if name not in hidden})

    if isinstance(partly, bool):
        assert partly == whole
    else:
        assert partly
        assert all(name in hidden or name.startswith("ask:") for name in partly)


@given(NODES, WHOLE_FACTS)
def test_without_questions_and_with_all_facts_there_is_always_an_answer(
    node: Node, facts: dict[str, object]
) -> None:
    if not questions(node):
        assert isinstance(answer(node, facts), bool)


@given(st.text(max_size=80))
def test_any_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        node = parse(text)
    except ExpressionError:
        return
    assert parse(write(node)) == node


@pytest.mark.parametrize(
    "text",
    [
        "",
        "and",
        "always always",
        "value > 3",
        "consignment_value_eur > 2026-01-01",
        "consignment_value_eur > LARGE",
        "consignment_value_eur in {LARGE}",
        "entry_date >= 2026-02-30",
        "entry_date >= 20261230",
        "operator_size > SMALL",
        "operator_size = HUGE",
        "operator_size in {}",
        "irradiated = 3",
        "ask()",
        "ask(and)",
        "__import__('os')",
        "consignment_value_eur.__class__",
        "consignment_value_eur > 1e9",
        "consignment_value_eur > 6.000,00",
        "consignment_value_eur > 6000.00.1",
        "always; never",
        "(" * 30 + "always" + ")" * 30,
        "not " * 40 + "always",
        "always or " * 200 + "always",
        "(" * 5000,
        "net_kg > " + "9" * 400,
        "net_kg > ١",
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("value", "declaration", "certificate"),
    [("5999.99", True, False), ("6000.00", True, False), ("6000.01", False, True), (None, None, None)],
)
def test_the_cent_decides(value: str | None, declaration: Answer, certificate: Answer) -> None:
    facts = {"consignment_value_eur": Decimal(value) if value else None}
    unknown = frozenset({"consignment_value_eur"})

    assert answer(parse("consignment_value_eur <= 6000.00"), facts) == (
        unknown if value is None else declaration
    )
    assert answer(parse("consignment_value_eur > 6000"), facts) == (unknown if value is None else certificate)


EUDR = (
    "entry_date >= 2026-12-30 and operator_size in {LARGE, MEDIUM}"
    " or entry_date >= 2027-06-30 and operator_size in {SMALL, MICRO, NATURAL}"
)


@pytest.mark.parametrize(
    ("day", "size", "needed"),
    [
        ("2026-12-29", "LARGE", False),
        ("2026-12-30", "LARGE", True),
        ("2026-12-30", "MEDIUM", True),
        ("2026-12-30", "SMALL", False),
        ("2027-06-29", "MICRO", False),
        ("2027-06-30", "MICRO", True),
        ("2027-06-30", "NATURAL", True),
        ("2026-12-29", None, False),
        ("2026-12-30", None, frozenset({"operator_size"})),
    ],
)
def test_the_day_and_the_size_of_the_importer_decide(day: str, size: str | None, needed: Answer) -> None:
    facts = {"entry_date": date.fromisoformat(day), "operator_size": size}

    assert answer(parse(EUDR), facts) == needed


def test_a_question_stands_until_something_else_decides() -> None:
    node = parse("preference = CEPA and ask(CEPA_IN_FORCE)")

    assert answer(node, {"preference": "NONE"}) is False
    assert answer(node, {"preference": "CEPA"}) == frozenset({"ask:CEPA_IN_FORCE"})
    assert questions(node) == {"CEPA_IN_FORCE"}

"""When a paper is needed, as data: a small typed language with three answers.

    always
    consignment_value_eur > 6000.00
    entry_date >= 2026-12-30 and operator_size in {LARGE, MEDIUM}
    preference = CEPA and ask(CEPA_IN_FORCE)

Words are facts of FACTS, each of one kind; a word of another kind or an unknown one is refused when the text
is read. `ask(CODE)` is a question that no source answers. A fact that is not known, and an ask, give neither
yes nor no; the answer then names what is open, unless the rest decides it (Kleene's logic).
There is no call, no attribute and no arithmetic, so nothing to escape from; length and depth are bounded.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final, TypeAlias

from logistics.paperwork.enums import Channel, Form, OperatorSize, Purpose

LONGEST: Final = 500
DEEPEST: Final = 20

Answer: TypeAlias = "bool | frozenset[str]"
"""Yes, no, or what must be known first: names of facts and of questions ("ask:CODE")."""
Facts: TypeAlias = "Mapping[str, object]"

DECIMAL: Final = "decimal"
DATE: Final = "date"
BOOL: Final = "bool"
SCHEMES: Final = frozenset(
    {"NONE", "EVFTA", "UKVFTA", "CPTPP", "RCEP", "VJEPA", "AJCEP", "VKFTA", "AKFTA"}
    | {"AANZFTA", "ACFTA", "ATIGA", "CEPA"}
)
"""Agreements by which a lower duty can be claimed; NONE when none is claimed."""

FACTS: Final[Mapping[str, str | frozenset[str]]] = {
    "consignment_value_eur": DECIMAL,
    "net_kg": DECIMAL,
    "entry_date": DATE,
    "channel": frozenset(Channel.values),
    "purpose": frozenset(Purpose.values),
    "form": frozenset(Form.values),
    "operator_size": frozenset(OperatorSize.values),
    "preference": SCHEMES,
    "irradiated": BOOL,
}


class ExpressionError(Exception):
    """The text is not of the language; says where."""


@dataclass(frozen=True, slots=True)
class Constant:
    value: bool


@dataclass(frozen=True, slots=True)
class Ask:
    code: str


@dataclass(frozen=True, slots=True)
class Flag:
    fact: str


@dataclass(frozen=True, slots=True)
class Compare:
    fact: str
    sign: str
    value: Decimal | date | str


@dataclass(frozen=True, slots=True)
class Among:
    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Node", ...]


Node: TypeAlias = "Constant | Ask | Flag | Compare | Among | Not | All | AnyOf"

SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d\d-\d\d)|(?P<number>\d{1,12}(?:\.\d{1,4})?)(?![\w.-])"
    r"|(?P<word>[A-Za-z_][A-Za-z_0-9]*)|(?P<sign><=|>=|!=|[=<>(){},]))",
    re.ASCII,
)
_RESERVED: Final = frozenset({"and", "or", "not", "in", "always", "never", "ask"})


def parse(text: str) -> Node:
    """The meaning of a text; ExpressionError when it has none."""
    if len(text) > LONGEST:
        raise ExpressionError(f"longer than {LONGEST} letters")
    reader = _Reader(list(_tokens(text)))
    node = reader.disjunction(0)
    reader.expect_end()
    return node


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at, end)
        if found is None or found.lastgroup is None:
            raise ExpressionError(f"cannot read {text[at : at + 20]!r}")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


@dataclass
class _Reader:
    tokens: Sequence[tuple[str, str]]
    at: int = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise ExpressionError(f"ends where {wanted or 'more'} should follow")
        kind, text = self.tokens[self.at]
        if wanted and text != wanted:
            raise ExpressionError(f"{text!r} where {wanted!r} should stand")
        self.at += 1
        return kind, text

    def expect_end(self) -> None:
        if self.at < len(self.tokens):
            raise ExpressionError(f"{self.peek()!r} after the end")

    def disjunction(self, depth: int) -> Node:
        parts = [self.conjunction(depth)]
        while self.peek() == "or":
            self.take()
            parts.append(self.conjunction(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def conjunction(self, depth: int) -> Node:
        parts = [self.negation(depth)]
        while self.peek() == "and":
            self.take()
            parts.append(self.negation(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def negation(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise ExpressionError(f"nested deeper than {DEEPEST}")
        if self.peek() == "not":
            self.take()
            return Not(self.negation(depth + 1))
        if self.peek() == "(":
            self.take()
            inside = self.disjunction(depth + 1)
            self.take(")")
            return inside
        return self.term()

    def term(self) -> Node:
        kind, word = self.take()
        if word in ("always", "never"):
            return Constant(word == "always")
        if word == "ask":
            return self.question()
        if kind != "word" or word in _RESERVED:
            raise ExpressionError(f"{word!r} where a fact should stand")
        return self.about(word)

    def question(self) -> Node:
        self.take("(")
        kind, code = self.take()
        if kind != "word" or code in _RESERVED:
            raise ExpressionError(f"{code!r} where a question should stand")
        self.take(")")
        return Ask(code)

    def about(self, fact: str) -> Node:
        kind = FACTS.get(fact)
        if kind is None:
            raise ExpressionError(f"there is no fact {fact!r}")
        if kind == BOOL:
            return Flag(fact)
        _kind, sign = self.take()
        if sign == "in":
            return self.among(fact, kind)
        if sign not in SIGNS:
            raise ExpressionError(f"{sign!r} where a comparison should stand")
        if isinstance(kind, frozenset) and sign not in ("=", "!="):
            raise ExpressionError(f"{fact!r} has no order")
        return Compare(fact, sign, self.value(fact, kind))

    def among(self, fact: str, kind: str | frozenset[str]) -> Node:
        if not isinstance(kind, frozenset):
            raise ExpressionError(f"{fact!r} has no list of values")
        self.take("{")
        values = [str(self.value(fact, kind))]
        while self.peek() == ",":
            self.take()
            values.append(str(self.value(fact, kind)))
        self.take("}")
        return Among(fact, frozenset(values))

    def value(self, fact: str, kind: str | frozenset[str]) -> Decimal | date | str:
        given, text = self.take()
        if kind == DECIMAL and given == "number":
            return Decimal(text)
        if kind == DATE and given == "date":
            return _day(text)
        if isinstance(kind, frozenset) and text in kind:
            return text
        raise ExpressionError(f"{text!r} is no value of {fact!r}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ExpressionError(f"{text} is no day") from wrong


def answer(node: Node, facts: Facts) -> Answer:
    """Yes, no, or what must be known first."""
    match node:
        case Constant(value):
            return value
        case Ask(code):
            return frozenset({f"ask:{code}"})
        case Flag(fact):
            held = facts.get(fact)
            return frozenset({fact}) if held is None else bool(held)
        case Compare(fact, sign, value):
            held = facts.get(fact)
            return frozenset({fact}) if held is None else SIGNS[sign](held, value)
        case Among(fact, values):
            held = facts.get(fact)
            return frozenset({fact}) if held is None else held in values
        case Not(part):
            inner = answer(part, facts)
            return not inner if isinstance(inner, bool) else inner
        case All(parts):
            return _combine(parts, facts, decisive=False)
        case AnyOf(parts):
            return _combine(parts, facts, decisive=True)


def _combine(parts: Sequence[Node], facts: Facts, *, decisive: bool) -> Answer:
    unknown: frozenset[str] = frozenset()
    for part in parts:
        one = answer(part, facts)
        if isinstance(one, frozenset):
            unknown |= one
        elif one is decisive:
            return decisive
    return unknown or not decisive


def questions(node: Node) -> frozenset[str]:
    """The codes that a text asks, to check that each has its words."""
    match node:
        case Ask(code):
            return frozenset({code})
        case Not(part):
            return questions(part)
        case All(parts) | AnyOf(parts):
            return frozenset().union(*map(questions, parts))
        case _:
            return frozenset()


def write(node: Node) -> str:
    """The text of a meaning; `parse` of it gives the meaning back."""
    match node:
        case Constant(value):
            return "always" if value else "never"
        case Ask(code):
            return f"ask({code})"
        case Flag(fact):
            return fact
        case Compare(fact, sign, value):
            return f"{fact} {sign} {value}"
        case Among(fact, values):
            return f"{fact} in {{{', '.join(sorted(values))}}}"
        case Not(part):
            return f"not ({write(part)})"
        case All(parts):
            return " and ".join(f"({write(part)})" for part in parts)
        case AnyOf(parts):
            return " or ".join(f"({write(part)})" for part in parts)

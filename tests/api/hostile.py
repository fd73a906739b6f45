"""Requests that the schema allows and nobody would write: every field, every argument, any value of its type."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st

TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "a\x00b",
            "🍋" * 50,
            "é" * 5_000,
            "'; DROP TABLE x; --",
            "%s%(a)s{0}",
            "٣",
            "-1",
            "1e999",
            "\u202e",
            "vai-thieu",
            "07582",
            "00166",
            "kg",
            "0900000777",
            "+84900000777",
            "123456",
            "970405",
            "vnpost:fast",
            "WyJ4Il0",
        ]
    ),
    st.text(st.characters(min_codepoint=1), max_size=40),
)
INTS = st.one_of(
    st.sampled_from([0, -1, 1, 100, 101, 500, 1_000, 2**31 - 1, -(2**31)]),
    st.integers(min_value=-(2**31), max_value=2**31 - 1),
)
WHOLES = st.one_of(INTS, st.sampled_from([2**31, 10**12, 2**53 - 1, -(2**53) + 1]))
DATES = st.sampled_from(
    ["0001-01-01", "9999-12-31", "2026-06-10", "2026-06-01", "1900-02-28", "2026-02-30", "x"]
)
LEAVES = {
    "String": TEXTS,
    "Int": INTS,
    "Money": WHOLES,
    "Quantity": WHOLES,
    "Boolean": st.booleans(),
    "Date": DATES,
}


Known = Mapping[str, Sequence[Any]]
"""Values that exist, by the name of the argument: most requests then get past the first look."""


def values(name: str, kind: GraphQLInputType, known: Known, *, wild: bool = True) -> st.SearchStrategy[Any]:
    """`wild` allows null where the schema does."""
    if isinstance(kind, GraphQLNonNull):
        return values(name, kind.of_type, known, wild=False)
    inner = _value(name, kind, known)
    if name in known:
        inner = st.one_of(st.sampled_from(known[name]), st.sampled_from(known[name]), inner)
    return st.one_of(inner, inner, st.none()) if wild else inner


def _value(name: str, kind: Any, known: Known) -> st.SearchStrategy[Any]:
    if isinstance(kind, GraphQLList):
        return st.lists(values(name, kind.of_type, {}), max_size=4)
    if isinstance(kind, GraphQLEnumType):
        return st.sampled_from(list(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return st.fixed_dictionaries(
            {key: values(key, each.type, known) for key, each in kind.fields.items() if _must(each)},
            optional={
                key: values(key, each.type, known) for key, each in kind.fields.items() if not _must(each)
            },
        )
    return LEAVES.get(kind.name, TEXTS)


def _must(argument: Any) -> bool:
    return isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined


def document(operation: str, name: str, field: GraphQLField) -> str:
    """One field with every argument as a variable, and everything that can be read of its answer."""
    variables = ", ".join(f"${arg}: {each.type}" for arg, each in field.args.items())
    passed = ", ".join(f"{arg}: ${arg}" for arg in field.args)
    head = f"{operation} Try({variables})" if variables else operation
    call = f"{name}({passed})" if passed else name
    return f"{head} {{ {call} {selection(field.type, depth=2)} }}"


def selection(kind: Any, *, depth: int) -> str:
    """Every field that needs no argument, `depth` levels down."""
    named = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    if not isinstance(named, GraphQLObjectType) or depth == 0:
        return "{ __typename }"
    parts = [
        f"{name} {selection(each.type, depth=depth - 1)}"
        for name, each in named.fields.items()
        if not any(_must(argument) for argument in each.args.values())
    ]
    return "{ " + " ".join(parts) + " }"

"""What a request may cost, checked before anything runs.

Size of the body, tokens, depth, aliases and cost each have a ceiling; the numbers are in docs/graphql.md.
A document is measured once (`measure`) and the measure kept beside the parsed document; only the cost
depends on variables (`first: $n`). Every field costs 1; what stands under a connection costs as often as
`first` asks for, what stands under any other list LIST_WEIGHT times.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_list_type,
    visit,
)
from graphql.type import get_nullable_type

from api.errors import RequestRefused

MAX_BODY = 100_000
MAX_TOKENS = 2_000
MAX_DEPTH = 14
MAX_ALIASES = 30
MAX_COST = 3_000
MAX_REPEATS = 10
MAX_FRAGMENTS = 50
LIST_WEIGHT = 5
DEFAULT_PAGE = 20
MAX_PAGE = 100


class TooExpensive(RequestRefused):
    """`measure` says what was counted, `limit` what is allowed."""

    def __init__(self, measure: str, *, found: int, limit: int) -> None:
        super().__init__(
            f"This request is too large: {measure} {found}, allowed {limit}. Ask for less at once.",
            code="REQUEST_TOO_LARGE",
            measure=measure,
            found=found,
            limit=limit,
        )


class Asked(NamedTuple):
    """A page size that a variable says; `otherwise` where the request leaves it out."""

    variable: str
    otherwise: int

    def size(self, variables: Mapping[str, Any]) -> int:
        """Variables are not coerced yet: what is no whole number may become one, so it counts as the most."""
        asked = variables.get(self.variable, self.otherwise)
        if asked is None:
            return DEFAULT_PAGE
        return min(max(asked, 1), MAX_PAGE) if isinstance(asked, int) else MAX_PAGE


@dataclass(frozen=True, slots=True)
class CostNode:
    """`children` count `times` times, or as often as the largest page in `asked`."""

    children: tuple["CostNode", ...] = ()
    times: int = 1
    asked: tuple[Asked, ...] = ()

    def cost(self, variables: Mapping[str, Any]) -> int:
        below = sum(child.cost(variables) for child in self.children)
        return 1 + max([self.times, *(each.size(variables) for each in self.asked)]) * below


class _Measure:
    """Walks one operation. Fragments are followed, so the walk runs only on a validated document (no
    cycles).
    """

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._schema = schema
        self._defaults = {
            each.variable.name.value: each.default_value for each in operation.variable_definitions
        }
        self._fragments = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self.depth = 0
        self.aliases = 0
        self.visited = 0

    def walk(
        self, selections: SelectionSetNode, parent: GraphQLNamedType | None, depth: int
    ) -> tuple[CostNode, ...]:
        self.depth = max(self.depth, depth)
        costs: list[CostNode] = []
        for node in selections.selections:
            self.visited += 1
            if self.visited > MAX_TOKENS * 4:  # fragments that spread fragments grow exponentially
                raise TooExpensive("fields", found=self.visited, limit=MAX_TOKENS * 4)
            if isinstance(node, FieldNode):
                costs.append(self._field(node, parent, depth))
            else:
                costs.extend(self._fragment(node, parent, depth))
        return tuple(costs)

    def _fragment(self, node: Any, parent: GraphQLNamedType | None, depth: int) -> tuple[CostNode, ...]:
        if isinstance(node, FragmentSpreadNode):
            node = self._fragments[node.name.value]
        assert isinstance(node, InlineFragmentNode | FragmentDefinitionNode)
        if node.type_condition:
            parent = self._schema.get_type(node.type_condition.name.value)
        return self.walk(node.selection_set, parent, depth)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, depth: int) -> CostNode:
        self.aliases += node.alias is not None
        if node.name.value.startswith("__"):
            return CostNode()  # graphql-core's own rule stops introspection that runs in circles
        if node.selection_set is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return CostNode()
        field = parent.fields[node.name.value]
        children = self.walk(node.selection_set, get_named_type(field.type), depth + 1)
        if "first" in field.args:
            return self._connection(node, children)
        return CostNode(children, LIST_WEIGHT if _is_plain_list(node, field.type) else 1)

    def _connection(self, node: FieldNode, children: tuple[CostNode, ...]) -> CostNode:
        sizes = [each.value for each in node.arguments if each.name.value in ("first", "last")]
        literal = [_literal(size) for size in sizes if isinstance(size, IntValueNode)]
        variables = [size.name.value for size in sizes if isinstance(size, VariableNode)]
        asked = tuple(Asked(name, _literal(self._defaults.get(name))) for name in variables)
        return CostNode(children, max(literal, default=1 if asked else DEFAULT_PAGE), asked)


def _is_plain_list(node: FieldNode, output: Any) -> bool:
    """A connection's own `edges` and `nodes` are counted where the connection is."""
    return node.name.value not in ("edges", "nodes") and is_list_type(get_nullable_type(output))


def _literal(size: ValueNode | None) -> int:
    return min(max(int(size.value), 1), MAX_PAGE) if isinstance(size, IntValueNode) else DEFAULT_PAGE


class _Refuse(Visitor):
    """Counts how often one selection set names the same field: validation compares each with each. Finds
    text that no column can hold.
    """

    def enter_string_value(self, node: StringValueNode, *_rest: Any) -> None:
        check_text(node.value)

    def enter_selection_set(self, node: SelectionSetNode, *_rest: Any) -> None:
        names = Counter(
            each.alias.value if each.alias else each.name.value
            for each in node.selections
            if isinstance(each, FieldNode)
        )
        most = max(names.values(), default=0)
        if most > MAX_REPEATS:
            raise TooExpensive("repeated fields", found=most, limit=MAX_REPEATS)


def check_document(document: DocumentNode) -> None:
    """Before validation, whose cost grows with the square of repeated fields and fragments. Raises
    RequestRefused (TooExpensive).
    """
    fragments = sum(isinstance(node, FragmentDefinitionNode) for node in document.definitions)
    if fragments > MAX_FRAGMENTS:
        raise TooExpensive("fragments", found=fragments, limit=MAX_FRAGMENTS)
    visit(document, _Refuse())


def check_text(text: str) -> None:
    """Raises RequestRefused for the character NUL, which PostgreSQL stores nowhere."""
    if "\x00" in text:
        raise RequestRefused("A text may not hold the character U+0000.")


def measure(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Sequence[CostNode]:
    """The cost tree of `operation`. Raises TooExpensive where depth or aliases are over their ceiling."""
    root = schema.get_root_type(operation.operation)
    walker = _Measure(schema, document, operation)
    costs = walker.walk(operation.selection_set, root, 1)
    if walker.depth > MAX_DEPTH:
        raise TooExpensive("depth", found=walker.depth, limit=MAX_DEPTH)
    if walker.aliases > MAX_ALIASES:
        raise TooExpensive("aliases", found=walker.aliases, limit=MAX_ALIASES)
    return costs


def check_cost(costs: Sequence[CostNode], variables: Mapping[str, Any]) -> int:
    """The whole cost of a request. Raises TooExpensive over MAX_COST."""
    total = sum(node.cost(variables) for node in costs)
    if total > MAX_COST:
        raise TooExpensive("cost", found=total, limit=MAX_COST)
    return total

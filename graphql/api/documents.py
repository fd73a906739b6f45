"""Parsed, validated and measured documents, kept by their text: small pages cost as much to validate as
to run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from api.errors import RequestRefused
from api.limits import MAX_DEPTH, MAX_TOKENS, CostNode, TooExpensive, check_document, measure

KEPT = 200
LONGEST_KEPT = 4_000
"""A kept document takes about 125 bytes for each of its characters: 100 MB at the very most, whoever asks."""


@dataclass(frozen=True, slots=True)
class Operation:
    node: OperationDefinitionNode
    costs: Sequence[CostNode]

    @property
    def is_query(self) -> bool:
        return self.node.operation is OperationType.QUERY


@dataclass(frozen=True, slots=True)
class Prepared:
    """`errors` says why the document will not run; otherwise `operations` holds them by name (None when
    it has none).
    """

    document: DocumentNode | None = None
    errors: Sequence[GraphQLError] = ()
    operations: dict[str | None, Operation] = field(default_factory=dict)

    def operation(self, name: str | None) -> Operation:
        """Raises RequestRefused where `name` does not say which one is meant."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            raise RequestRefused("The document holds several operations: say which one with operationName.")
        if name not in self.operations:
            raise RequestRefused("The document holds no operation of that name.")
        return self.operations[name]


def prepare(schema: GraphQLSchema, query: str) -> Prepared:
    return _kept(schema, query) if len(query) <= LONGEST_KEPT else _prepare(schema, query)


def _prepare(schema: GraphQLSchema, query: str) -> Prepared:
    try:
        document = parse(query, max_tokens=MAX_TOKENS)
        check_document(document)
    except GraphQLSyntaxError as error:
        return Prepared(errors=[error])
    except RecursionError:
        return Prepared(errors=[TooExpensive("depth", found=MAX_TOKENS, limit=MAX_DEPTH).error])
    except RequestRefused as refused:
        return Prepared(errors=[refused.error])
    if errors := validate(schema, document, max_errors=10, hide_suggestions=True):
        return Prepared(errors=errors)
    nodes = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    try:
        found = {
            node.name.value if node.name else None: Operation(node, measure(schema, document, node))
            for node in nodes
        }
    except TooExpensive as refused:
        return Prepared(errors=[refused.error])
    return Prepared(document=document, operations=found)


_kept = lru_cache(maxsize=KEPT)(_prepare)

"""Scalars of our own: GraphQL's Int has 32 bits, a season's turnover in dong has more."""

from typing import Any

import graphene
from graphql import GraphQLError, IntValueNode, ValueNode

_SAFE = 2**53  # what a JavaScript client reads without loss


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= _SAFE:
        raise GraphQLError("A whole number within ±2^53 is wanted.")
    return value


class _Whole(graphene.Scalar):
    class Meta:
        abstract = True

    @staticmethod
    def serialize(value: Any) -> int:
        return _whole(value)

    @staticmethod
    def parse_value(value: Any) -> int:
        return _whole(value)

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> int:
        if not isinstance(node, IntValueNode):
            raise GraphQLError("A whole number is wanted.", node)
        return _whole(int(node.value))


class Money(_Whole):
    """An amount in the currency's minor unit. VND has none, so for VND these are whole dong."""


class Quantity(_Whole):
    """A whole number of base units: grams, or pieces. The listing's `base` says which."""

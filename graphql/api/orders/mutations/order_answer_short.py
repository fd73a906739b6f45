from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.orders.types import Order
from marketplace.orders.operations import answer_short


class KeepLineInput(graphene.InputObjectType):
    """The buyer's answer for one line."""

    line_id = graphene.ID(required=True)
    keep = graphene.Boolean(required=True)


class OrderAnswerShort(DomainMutation):
    """The buyer keeps or drops lines that weigh less than 90 % of what was ordered. Unnamed lines are
    kept.
    """

    class Input:
        secret = graphene.String(required=True)
        lines = graphene.List(graphene.NonNull(KeepLineInput), required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        keep = {key_of(each.line_id, "OrderLine", field="lines"): each.keep for each in given.lines}
        return {"order": answer_short(secret=given.secret, keep=keep, at=context.at)}

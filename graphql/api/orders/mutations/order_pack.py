from collections.abc import Iterable
from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation, UserError
from api.node import key_of
from api.orders.types import Order
from api.scalars import Quantity
from kernel.errors import Refusal
from marketplace.orders.operations import PackedBox, PackedLine, pack


class PackedLineInput(graphene.InputObjectType):
    """Net grams, or pieces, in the boxes; 0 drops the line."""

    line_id = graphene.ID(required=True)
    net = Quantity(required=True)


class PackedBoxInput(graphene.InputObjectType):
    """A box as the post takes it: gross weight, outer measures."""

    gross_g = graphene.Int(required=True)
    length_mm = graphene.Int(required=True)
    width_mm = graphene.Int(required=True)
    height_mm = graphene.Int(required=True)


class OrderPack(DomainMutation):
    """Every line and every box as it stands on the scales."""

    class Input:
        order_id = graphene.ID(required=True)
        lines = graphene.List(graphene.NonNull(PackedLineInput), required=True)
        boxes = graphene.List(graphene.NonNull(PackedBoxInput), required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        order = pack(
            person=context.person,
            order_key=key_of(given.order_id, "Order", field="orderId"),
            lines=[
                PackedLine(line_key=key_of(each.line_id, "OrderLine", field="lines"), net_base=each.net)
                for each in given.lines
            ],
            boxes=[PackedBox(**each) for each in given.boxes],
            at=context.at,
        )
        return {"order": order}

    @classmethod
    def told(cls, refusal: Refusal, given: Any) -> Iterable[UserError]:
        """`line:<key>` and `box:<position>` are the operation's words for one row of the input."""
        kind, _, row = refusal.field.partition(":")
        if kind == "box":
            return [cls.error(refusal, path=f"boxes.{row}")]
        if kind == "line":
            keys = [key_of(each.line_id, "OrderLine") for each in given.lines]
            return [cls.error(refusal, path=f"lines.{keys.index(row)}.net" if row in keys else "lines")]
        return super().told(refusal, given)

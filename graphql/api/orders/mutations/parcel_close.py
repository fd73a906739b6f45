from collections.abc import Iterable
from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation, UserError
from api.node import key_of
from api.orders.mutations.order_pack import PackedBoxInput
from api.orders.types import Order
from kernel.errors import Refusal
from marketplace.orders.operations import PackedBox, close_parcel


class ParcelClose(DomainMutation):
    """The parcel that neighbours share, closed by the household that packs it: its boxes as they stand on the
    scales. `orderId` is that household's.
    """

    class Input:
        order_id = graphene.ID(required=True)
        boxes = graphene.List(graphene.NonNull(PackedBoxInput), required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        order = close_parcel(
            person=context.person,
            order_key=key_of(given.order_id, "Order", field="orderId"),
            boxes=[PackedBox(**each) for each in given.boxes],
            at=context.at,
        )
        return {"order": order}

    @classmethod
    def told(cls, refusal: Refusal, given: Any) -> Iterable[UserError]:
        """`box:<position>` is the operation's word for one row of the input."""
        kind, _, row = refusal.field.partition(":")
        return [cls.error(refusal, path=f"boxes.{row}")] if kind == "box" else super().told(refusal, given)

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.orders.types import Order
from marketplace.orders.operations import cancel_by_buyer


class OrderCancel(DomainMutation):
    """The buyer's free cancel until the household accepts: by the secret link, or signed in by id."""

    class Input:
        secret = graphene.String(required=True, default_value="")
        order_id = graphene.ID()

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        if given.secret:
            return {"order": cancel_by_buyer(secret=given.secret, at=context.at)}
        key = key_of(given.get("order_id") or "", "Order", field="orderId")
        return {"order": cancel_by_buyer(person=context.person, order_key=key, at=context.at)}

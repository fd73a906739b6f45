from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.once import OnceMutation, check_key, idempotency_key
from api.orders.types import Order
from api.scalars import Money
from marketplace.orders.operations import book_again, cancel, refund
from marketplace.orders.queries import order_for


class StaffOrderCancel(DomainMutation):
    """Staff: call an order off before the post has it."""

    class Input:
        order_id = graphene.ID(required=True)
        reason = graphene.String(required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.order_id, "Order", field="orderId")
        return {"order": cancel(person=context.person, order_key=key, reason=given.reason, at=context.at)}


class StaffOrderRefund(DomainMutation):
    """Staff: give an amount of a paid order back. The same idempotencyKey is one refund."""

    class Input:
        order_id = graphene.ID(required=True)
        amount = Money(required=True)
        reason = graphene.String(required=True)
        idempotency_key = idempotency_key(required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        order = refund(
            person=context.person,
            order_key=key_of(given.order_id, "Order", field="orderId"),
            amount_dong=given.amount,
            reason=given.reason,
            request_key=check_key(given.idempotency_key),
            at=context.at,
        )
        return {"order": order}


class StaffOrderBookAgain(OnceMutation):
    """Staff: book another service before hand-over."""

    class Input:
        order_id = graphene.ID(required=True)
        service_code = graphene.String(required=True)
        idempotency_key = idempotency_key()

    order = graphene.Field(Order)

    @classmethod
    def act(cls, context: Context, given: Any) -> Any:
        key = key_of(given.order_id, "Order", field="orderId")
        return book_again(
            person=context.person, order_key=key, service_code=given.service_code, at=context.at
        )

    @classmethod
    def again(cls, context: Context, key: str) -> Any:
        return order_for(person=context.person, order_key=key)

    @classmethod
    def payload(cls, row: Any) -> dict[str, Any]:
        return {"order": row}

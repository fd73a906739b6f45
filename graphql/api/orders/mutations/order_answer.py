from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.orders.types import Order
from marketplace.orders.operations import accept, answer_by_secret, decline


class OrderAccept(DomainMutation):
    """The household has the goods. Accepting twice changes nothing."""

    class Input:
        order_id = graphene.ID(required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.order_id, "Order", field="orderId")
        return {"order": accept(person=context.person, order_key=key, at=context.at)}


class OrderDecline(DomainMutation):
    """The household has no goods: stock and money come back."""

    class Input:
        order_id = graphene.ID(required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.order_id, "Order", field="orderId")
        return {"order": decline(person=context.person, order_key=key, at=context.at)}


class OrderAnswer(DomainMutation):
    """The same by the secret link in the household's message, without signing in."""

    class Input:
        secret = graphene.String(required=True)
        accepted = graphene.Boolean(required=True)

    order = graphene.Field(Order)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        return {"order": answer_by_secret(secret=given.secret, accepted=given.accepted, at=context.at)}

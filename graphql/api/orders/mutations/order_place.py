from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.orders.inputs import BasketLineInput, DeliveryChoiceInput, PaymentMethod, basket_lines
from api.orders.types import Checkout
from kernel.telephones import normalise
from marketplace.orders.baskets import Choice
from marketplace.orders.operations import place


class OrderPlace(DomainMutation):
    """Order everything in the basket: all or nothing. The same idempotencyKey gives the same checkout
    again.
    """

    class Input:
        idempotency_key = graphene.String(required=True)
        lines = graphene.List(graphene.NonNull(BasketLineInput), required=True)
        choices = graphene.List(graphene.NonNull(DeliveryChoiceInput), required=True)
        payment = graphene.Field(PaymentMethod, required=True)
        name = graphene.String(required=True)
        telephone = graphene.String(required=True)
        confirmation = graphene.String(
            required=True, default_value="", description="From telephoneConfirm, for guests."
        )
        commune_code = graphene.String(required=True)
        address = graphene.String(required=True)
        note = graphene.String(required=True, default_value="")

    checkout = graphene.Field(Checkout)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        checkout = place(
            person=context.person,
            basket=basket_lines(given.lines),
            choices={choice.household_key: _choice(choice) for choice in given.choices},
            payment=given.payment,
            name=given.name,
            telephone=normalise(given.telephone),
            confirmation=given.confirmation,
            commune_code=given.commune_code,
            address=given.address,
            note=given.note,
            idempotency_key=given.idempotency_key,
            at=context.at,
        )
        return {"checkout": checkout}


def _choice(given: Any) -> Choice:
    return Choice(
        service_code=given.service_code,
        goods_dong=given.get("goods"),
        postage_dong=given.get("postage"),
        arrives_on=given.get("arrives_on"),
    )

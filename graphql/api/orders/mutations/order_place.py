from collections.abc import Iterable
from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation, UserError
from api.once import check_key, idempotency_key
from api.orders.inputs import (
    BasketLineInput,
    DeliveryChoiceInput,
    PaymentMethod,
    SharedChoiceInput,
    basket_lines,
)
from api.orders.types import Checkout
from kernel.errors import Refusal
from kernel.telephones import normalise
from marketplace.catalogue.refusals import LotSoldOut
from marketplace.orders.baskets import Choice, SharedChoice
from marketplace.orders.operations import place
from marketplace.orders.refusals import ListingsGone


class OrderPlace(DomainMutation):
    """Order everything in the basket: all or nothing. The same idempotencyKey gives the same checkout
    again.
    """

    names = {"basket": "lines", "quantity": "lines"}

    class Input:
        idempotency_key = idempotency_key(required=True)
        lines = graphene.List(graphene.NonNull(BasketLineInput), required=True)
        choices = graphene.List(graphene.NonNull(DeliveryChoiceInput), required=True)
        shared = graphene.List(graphene.NonNull(SharedChoiceInput), required=True, default_value=[])
        payment = PaymentMethod(required=True)
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
            shared=[_shared(choice) for choice in given.shared],
            payment=given.payment,
            name=given.name,
            telephone=normalise(given.telephone),
            confirmation=given.confirmation,
            commune_code=given.commune_code,
            address=given.address,
            note=given.note,
            idempotency_key=check_key(given.idempotency_key),
            at=context.at,
        )
        return {"checkout": checkout}

    @classmethod
    def told(cls, refusal: Refusal, given: Any) -> Iterable[UserError]:
        """What is gone or short is told line by line."""
        gone = _gone(refusal)
        if not gone:
            return super().told(refusal, given)
        keys = [line.listing_key for line in basket_lines(given.lines)]
        return [cls.error(refusal, path=f"lines.{place}") for place, key in enumerate(keys) if key in gone]


def _choice(given: Any) -> Choice:
    return Choice(
        service_code=given.service_code,
        goods_dong=given.get("goods"),
        postage_dong=given.get("postage"),
        arrives_on=given.get("arrives_on"),
    )


def _shared(given: Any) -> SharedChoice:
    return SharedChoice(
        household_keys=list(given.household_keys),
        service_code=given.service_code,
        goods_dong=given.get("goods"),
        postage_dong=given.get("postage"),
        arrives_on=given.get("arrives_on"),
    )


def _gone(refusal: Refusal) -> frozenset[Any]:
    """The keys of listings that are off sale, or of which there is not enough."""
    if isinstance(refusal, LotSoldOut):
        return frozenset(refusal.listings)
    return frozenset(refusal.data["listings"]) if isinstance(refusal, ListingsGone) else frozenset()  # type: ignore[arg-type]

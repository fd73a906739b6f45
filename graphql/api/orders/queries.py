from collections.abc import Sequence
from typing import Any

import graphene

from api.connection import Page, connection_field, connection_for, paginate
from api.context import Info
from api.node import key_of
from api.orders.inputs import BasketLineInput, PaymentMethod, basket_lines
from api.orders.types import BuyerOrder, Checkout, CheckoutPreview, Decision, Order
from api.states import known_states, states_argument
from kernel.errors import NotAllowed
from marketplace.orders import models
from marketplace.orders.enums import Payment, State
from marketplace.orders.operations import preview
from marketplace.orders.operations.preview import CheckoutPreview as CheckoutPreviewRow
from marketplace.orders.queries import (
    Decision as DecisionRow,
)
from marketplace.orders.queries import (
    OrderPage,
    bought_by,
    checkout_by_secret,
    order_by_secret,
    sold_by,
    work_of_the_day,
)

OrderConnection = connection_for(Order)
NEWEST_FIRST = ("-placed_at", "-key")


def _resolve_my_orders(_root: None, info: Info, **given: Any) -> Page[models.Order]:
    account = info.context.person.account
    if account is None:
        raise NotAllowed
    return paginate(bought_by(account=account), order=NEWEST_FIRST, arguments=given)


def _resolve_household_orders(
    _root: None, info: Info, household_id: str, states: Sequence[str], **given: Any
) -> Page[models.Order]:
    key = key_of(household_id, "OwnHousehold", field="householdId")
    orders = sold_by(person=info.context.person, household_key=key, states=known_states(states, State))
    return paginate(orders, order=NEWEST_FIRST, arguments=given)


class OrderQueries:
    checkout_preview = graphene.Field(
        CheckoutPreview,
        required=True,
        lines=graphene.List(graphene.NonNull(BasketLineInput), required=True),
        commune_code=graphene.String(required=True),
        payment=PaymentMethod(required=True, default_value=Payment.CASH),
    )
    order_by_secret = graphene.Field(BuyerOrder, required=True, secret=graphene.String(required=True))
    checkout_by_secret = graphene.Field(Checkout, required=True, secret=graphene.String(required=True))
    work_of_the_day = graphene.List(
        graphene.NonNull(Decision), required=True, household_id=graphene.ID(required=True)
    )

    @staticmethod
    def resolve_checkout_preview(
        _root: None, info: Info, lines: list[Any], commune_code: str, payment: str
    ) -> CheckoutPreviewRow:
        return preview(
            basket=basket_lines(lines), commune_code=commune_code, payment=payment, at=info.context.at
        )

    @staticmethod
    def resolve_order_by_secret(_root: None, _info: Info, secret: str) -> OrderPage:
        return order_by_secret(secret=secret)

    @staticmethod
    def resolve_checkout_by_secret(_root: None, _info: Info, secret: str) -> models.Checkout:
        return checkout_by_secret(secret=secret)

    @staticmethod
    def resolve_work_of_the_day(_root: None, info: Info, household_id: str) -> list[DecisionRow]:
        key = key_of(household_id, "OwnHousehold", field="householdId")
        return work_of_the_day(person=info.context.person, household_key=key, at=info.context.at)

    my_orders = connection_field(
        OrderConnection, _resolve_my_orders, description="What you bought, newest first."
    )
    household_orders = connection_field(
        OrderConnection,
        _resolve_household_orders,
        household_id=graphene.ID(required=True),
        states=states_argument(State),
        description="What a household sold, newest first, for those who may act for it.",
    )

from datetime import datetime
from typing import Any

import graphene

from api.connection import (
    BadCursor,
    Page,
    connection_field,
    connection_for,
    decode_cursor,
    encode_cursor,
    window,
)
from api.context import Info
from api.node import key_of
from api.orders.inputs import BasketLineInput, PaymentMethod, basket_lines
from api.orders.types import BuyerOrder, Checkout, CheckoutPreview, Decision, Order, expect_orders
from kernel.errors import NotAllowed
from marketplace.orders import models
from marketplace.orders.enums import Payment
from marketplace.orders.operations import preview
from marketplace.orders.operations.preview import CheckoutPreview as CheckoutPreviewRow
from marketplace.orders.queries import (
    Decision as DecisionRow,
)
from marketplace.orders.queries import (
    OrderPage,
    checkout_by_secret,
    order_by_secret,
    orders_of_account,
    orders_of_household,
    work_of_the_day,
)

OrderConnection = connection_for(Order)


def _resolve_my_orders(_root: None, info: Info, **given: Any) -> Page[models.Order]:
    account = info.context.person.account
    if account is None:
        raise NotAllowed
    size, after = _forward(given)
    return _page(info, orders_of_account(account=account, first=size + 1, after=after), size, after)


def _resolve_household_orders(
    _root: None, info: Info, household_id: str, states: list[str], **given: Any
) -> Page[models.Order]:
    key = key_of(household_id, "OwnHousehold", field="householdId")
    size, after = _forward(given)
    orders = orders_of_household(
        person=info.context.person, household_key=key, states=states, first=size + 1, after=after
    )
    return _page(info, orders, size, after)


class OrderQueries:
    checkout_preview = graphene.Field(
        CheckoutPreview,
        required=True,
        lines=graphene.List(graphene.NonNull(BasketLineInput), required=True),
        commune_code=graphene.String(required=True),
        payment=PaymentMethod(default_value=Payment.CASH),
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

    my_orders = connection_field(OrderConnection, _resolve_my_orders)
    household_orders = connection_field(
        OrderConnection,
        _resolve_household_orders,
        household_id=graphene.ID(required=True),
        states=graphene.List(graphene.NonNull(graphene.String), default_value=[]),
    )


def _forward(given: dict[str, Any]) -> tuple[int, tuple[datetime, int] | None]:
    asked = window(given)
    if asked.cursor is None:
        return asked.size, None
    placed_at, pk = decode_cursor(asked.cursor, 2)
    try:
        return asked.size, (datetime.fromisoformat(placed_at), int(pk))
    except (TypeError, ValueError) as error:
        raise BadCursor from error


def _page(info: Info, orders: list[models.Order], size: int, after: Any) -> Page[models.Order]:
    expect_orders(info.context, orders[:size])
    return Page(
        rows=orders[:size],
        cursor_of=lambda order: encode_cursor([order.placed_at, order.pk]),
        has_next=len(orders) > size,
        has_previous=after is not None,
    )

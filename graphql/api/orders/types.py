"""Orders as their buyers and their households read them."""

from collections.abc import Sequence
from typing import Any

import graphene

from api.context import Info
from api.households.loaders import HouseholdById
from api.households.types import Household
from api.node import Node, refetchable
from api.scalars import Money, Quantity
from logistics.carriers import quotes
from logistics.dispatch.queries import TrackingStep as TrackingStepRow
from marketplace.orders import baskets, models
from marketplace.orders.operations.preview import CheckoutPreview as CheckoutPreviewRow
from marketplace.orders.operations.preview import HouseholdPart
from marketplace.orders.queries import Decision as DecisionRow
from marketplace.orders.queries import OrderPage, checkout_for_buyer, line_for, order_for, orders_of_checkout
from marketplace.orders.queries import Step as StepRow
from marketplace.orders.together import Together


class OrderStep(graphene.ObjectType):
    """A step of the timeline: done, now, next, or trouble."""

    class Meta:
        possible_types = (StepRow,)

    code = graphene.String(required=True)
    text = graphene.String(required=True)
    status = graphene.String(required=True)
    at = graphene.DateTime()
    detail = graphene.String(required=True)


class TrackingStep(graphene.ObjectType):
    """What the carrier reported of one parcel."""

    class Meta:
        possible_types = (TrackingStepRow,)

    tracking_code = graphene.String(required=True)
    code = graphene.String(required=True)
    label = graphene.String(required=True)
    reason = graphene.String(required=True)
    occurred_at = graphene.DateTime(required=True)


@refetchable(lambda context, key: line_for(person=context.person, line_key=key))
class OrderLine(graphene.ObjectType):
    """`quantity` and `packed` are base units; money back is what the buyer pays less than was agreed."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.OrderLine,)

    title = graphene.String(required=True)
    unit = graphene.String(required=True)
    base = graphene.String(required=True)
    unit_factor = graphene.Int(required=True)
    unit_price = Money(required=True)
    quantity = Quantity(required=True)
    agreed = Money(required=True)
    packed = Quantity()
    packed_amount = Money()
    money_back = Money(required=True)
    state = graphene.String(required=True)

    @staticmethod
    def resolve_agreed(line: models.OrderLine, _info: Info) -> int:
        return line.agreed_dong

    @staticmethod
    def resolve_packed(line: models.OrderLine, _info: Info) -> int | None:
        return line.packed_base

    @staticmethod
    def resolve_packed_amount(line: models.OrderLine, _info: Info) -> int | None:
        return line.packed_dong

    @staticmethod
    def resolve_money_back(line: models.OrderLine, _info: Info) -> int:
        return line.money_back_dong


@refetchable(lambda context, key: order_for(person=context.person, order_key=key))
class Order(graphene.ObjectType):
    """One household's part of a checkout. `agreed` is the most the buyer can ever pay."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Order,)

    code = graphene.String(required=True)
    state = graphene.String(required=True)
    payment = graphene.String(required=True)
    household = graphene.Field(Household, required=True)
    service_name = graphene.String(required=True)
    arrives_on = graphene.Date(required=True)
    goods = Money(required=True)
    postage = Money(required=True)
    agreed = Money(required=True)
    charged = Money(required=True)
    money_back = Money(required=True)
    placed_at = graphene.DateTime(required=True)
    due_at = graphene.DateTime()
    delivered_at = graphene.DateTime()
    cancel_reason = graphene.String(required=True)
    lines = graphene.List(graphene.NonNull(OrderLine), required=True)

    @staticmethod
    def resolve_household(order: models.Order, info: Info) -> Any:
        if "household" in order._state.fields_cache:
            return order.household
        return info.context.loader(HouseholdById).load(order.household_id)

    @staticmethod
    def resolve_goods(order: models.Order, _info: Info) -> int:
        return order.charged_goods_dong

    @staticmethod
    def resolve_postage(order: models.Order, _info: Info) -> int:
        return order.postage_dong

    @staticmethod
    def resolve_agreed(order: models.Order, _info: Info) -> int:
        return order.agreed_dong

    @staticmethod
    def resolve_charged(order: models.Order, _info: Info) -> int:
        return order.charged_dong

    @staticmethod
    def resolve_money_back(order: models.Order, _info: Info) -> int:
        return order.money_back_dong

    @staticmethod
    def resolve_lines(order: models.Order, _info: Info) -> Sequence[models.OrderLine]:
        return list(order.lines.all())


class BuyerOrder(graphene.ObjectType):
    """An order by its secret link: whoever has the link may read and answer. `secret` is that link's last
    part.
    """

    class Meta:
        possible_types = (OrderPage,)

    order = graphene.Field(Order, required=True)
    steps = graphene.List(graphene.NonNull(OrderStep), required=True)
    short_lines = graphene.List(graphene.NonNull(OrderLine), required=True)
    can_cancel = graphene.Boolean(required=True)
    tracking_codes = graphene.List(graphene.NonNull(graphene.String), required=True)
    to_pay = Money(required=True, description="What the courier collects.")
    tracking = graphene.List(graphene.NonNull(TrackingStep), required=True)

    @staticmethod
    def resolve_to_pay(page: OrderPage, _info: Info) -> int:
        return page.to_pay_dong

    @staticmethod
    def resolve_tracking(page: OrderPage, _info: Info) -> list[TrackingStepRow]:
        return list(page.tracking)


class PlacedOrder(graphene.ObjectType):
    """An order just placed, with the secret of its link."""

    class Meta:
        possible_types = (models.Order,)

    order = graphene.Field(Order, required=True)
    secret = graphene.String(required=True)

    @staticmethod
    def resolve_order(order: models.Order, _info: Info) -> models.Order:
        return order


@refetchable(lambda context, key: checkout_for_buyer(person=context.person, checkout_key=key))
class Checkout(graphene.ObjectType):
    """Everything ordered at once; one order a household."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Checkout,)

    secret = graphene.String(required=True)
    payment = graphene.String(required=True)
    goods = Money(required=True)
    postage = Money(required=True)
    total = Money(required=True, description="The upper limit: never more than this.")
    placed_at = graphene.DateTime(required=True)
    orders = graphene.List(graphene.NonNull(PlacedOrder), required=True)

    @staticmethod
    def resolve_goods(checkout: models.Checkout, _info: Info) -> int:
        return checkout.goods_dong

    @staticmethod
    def resolve_postage(checkout: models.Checkout, _info: Info) -> int:
        return checkout.postage_dong

    @staticmethod
    def resolve_total(checkout: models.Checkout, _info: Info) -> int:
        return checkout.total_dong

    @staticmethod
    def resolve_orders(checkout: models.Checkout, _info: Info) -> list[models.Order]:
        return orders_of_checkout(checkout)


class DeliveryOffer(graphene.ObjectType):
    """A carrier's service: what it costs and the day it arrives, or why it is not offered."""

    class Meta:
        possible_types = (quotes.Offer,)

    service_code = graphene.String(required=True)
    service_name = graphene.String(required=True)
    carrier_name = graphene.String(required=True)
    price = Money(required=True)
    arrives_on = graphene.Date(required=True)
    refused = graphene.String(description="A code, or null when the service may be chosen.")
    reason = graphene.String(required=True)
    is_demo = graphene.Boolean(required=True, description="A demo tariff, not the carrier's own.")

    @staticmethod
    def resolve_price(offer: quotes.Offer, _info: Info) -> int:
        return offer.price_dong

    @staticmethod
    def resolve_refused(offer: quotes.Offer, _info: Info) -> str | None:
        return offer.refused or None


class PreviewLine(graphene.ObjectType):
    """A line of a basket at the price that its quantity reaches."""

    class Meta:
        possible_types = (baskets.PricedLine,)

    slug = graphene.String(required=True)
    title = graphene.String(required=True)
    quantity = Quantity(required=True)
    unit_price = Money(required=True)
    price = Money(required=True)
    available = Quantity(required=True)
    trouble = graphene.String(description="The code of the refusal that placing would give, or null.")
    trouble_text = graphene.String(required=True)

    @staticmethod
    def resolve_price(line: baskets.PricedLine, _info: Info) -> int:
        return line.price_dong

    @staticmethod
    def resolve_trouble(line: baskets.PricedLine, _info: Info) -> str | None:
        return line.trouble or None


class PreviewPart(graphene.ObjectType):
    """One parcel to come. `householdKey` goes into orderPlace's choices."""

    class Meta:
        possible_types = (HouseholdPart,)

    household_key = graphene.String(required=True)
    household_name = graphene.String(required=True)
    goods = Money(required=True)
    gross_g = Quantity(required=True, description="Estimated weight with packing.")
    lines = graphene.List(graphene.NonNull(PreviewLine), required=True)
    offers = graphene.List(graphene.NonNull(DeliveryOffer), required=True)

    @staticmethod
    def resolve_goods(part: HouseholdPart, _info: Info) -> int:
        return part.goods_dong


class PreviewShared(graphene.ObjectType):
    """Parts that may go in one parcel, instead of each by itself. `householdKeys` go into orderPlace's
    shared.
    """

    class Meta:
        possible_types = (Together,)

    household_keys = graphene.List(graphene.NonNull(graphene.String), required=True)
    goods = Money(required=True)
    apart = Money(required=True, description="The cheapest postage of each by itself, added up.")
    offers = graphene.List(graphene.NonNull(DeliveryOffer), required=True)

    @staticmethod
    def resolve_goods(one: Together, _info: Info) -> int:
        return one.whole.goods_dong

    @staticmethod
    def resolve_apart(one: Together, _info: Info) -> int:
        return one.apart_dong

    @staticmethod
    def resolve_offers(one: Together, _info: Info) -> list[quotes.Offer]:
        return one.possible


class CheckoutPreview(graphene.ObjectType):
    """What a basket would cost and when it would arrive. Nothing is reserved. Sums are without `shared`."""

    class Meta:
        possible_types = (CheckoutPreviewRow,)

    parts = graphene.List(graphene.NonNull(PreviewPart), required=True)
    goods = Money(required=True)
    postage = Money(required=True)
    total = Money(required=True)
    placeable = graphene.Boolean(required=True)
    shared = graphene.List(graphene.NonNull(PreviewShared), required=True)

    @staticmethod
    def resolve_goods(preview: CheckoutPreviewRow, _info: Info) -> int:
        return preview.goods_dong

    @staticmethod
    def resolve_postage(preview: CheckoutPreviewRow, _info: Info) -> int:
        return preview.postage_dong

    @staticmethod
    def resolve_total(preview: CheckoutPreviewRow, _info: Info) -> int:
        return preview.total_dong


class Decision(graphene.ObjectType):
    """One thing the household has to do, most urgent first."""

    class Meta:
        possible_types = (DecisionRow,)

    kind = graphene.String(required=True)
    due_at = graphene.DateTime()
    host = graphene.String(required=True, description="Who packs the parcel that it shares, or empty.")
    order = graphene.Field(Order, required=True)

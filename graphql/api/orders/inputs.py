import graphene

from api.node import key_of
from api.scalars import Money, Quantity
from marketplace.orders.baskets import BasketLine
from marketplace.orders.enums import Payment

PaymentMethod = graphene.Enum.from_enum(Payment, name="PaymentMethod")


class BasketLineInput(graphene.InputObjectType):
    """`quantity` in the listing's base unit."""

    listing_id = graphene.ID(required=True)
    quantity = Quantity(required=True)


class DeliveryChoiceInput(graphene.InputObjectType):
    """The service for one household, with what was shown for it: what differs by then is refused, not
    charged.
    """

    household_key = graphene.String(required=True)
    service_code = graphene.String(required=True)
    goods = Money()
    postage = Money()
    arrives_on = graphene.Date()


class SharedChoiceInput(graphene.InputObjectType):
    """One parcel for several households, with what was shown for all of it; they need no choice of their
    own.
    """

    household_keys = graphene.List(graphene.NonNull(graphene.String), required=True)
    service_code = graphene.String(required=True)
    goods = Money()
    postage = Money()
    arrives_on = graphene.Date()


def basket_lines(given: list[BasketLineInput]) -> list[BasketLine]:
    return [
        BasketLine(listing_key=key_of(line.listing_id, "Listing", field="lines"), quantity=line.quantity)
        for line in given
    ]

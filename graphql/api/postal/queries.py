from collections.abc import Sequence

import graphene

from api.context import Info
from api.node import key_of
from api.postal.types import PostalOrder, PostalQuote
from api.scalars import Quantity
from marketplace.households.queries import household_for
from marketplace.postal import models
from marketplace.postal.queries import order_by_secret, orders_sold
from marketplace.postal.quoting import Quote, quote_parcel


class PostalQueries(graphene.ObjectType):
    postal_quote = graphene.Field(
        PostalQuote,
        required=True,
        listing_id=graphene.ID(required=True),
        quantity=graphene.Argument(Quantity, required=True),
        country=graphene.String(required=True, description="ISO 3166-1, two letters."),
        description="A parcel to another country, before anybody orders: price, postage, duty and tax.",
    )
    postal_order = graphene.Field(
        PostalOrder,
        required=True,
        secret=graphene.String(required=True),
        description="For the buyer, by the secret link.",
    )
    postal_orders_sold = graphene.List(
        graphene.NonNull(PostalOrder),
        required=True,
        household_id=graphene.ID(required=True),
        description="What buyers abroad paid of a household's goods, the newest first, at most fifty.",
    )

    @staticmethod
    def resolve_postal_quote(_root: None, info: Info, listing_id: str, quantity: int, country: str) -> Quote:
        key = key_of(listing_id, "Listing", field="listingId")
        return quote_parcel(listing_key=key, quantity=quantity, country=country[:2], at=info.context.at)

    @staticmethod
    def resolve_postal_order(_root: None, _info: Info, secret: str) -> models.PostalOrder:
        return order_by_secret(secret=secret)

    @staticmethod
    def resolve_postal_orders_sold(
        _root: None, info: Info, household_id: str
    ) -> Sequence[models.PostalOrder]:
        key = key_of(household_id, "OwnHousehold", field="householdId")
        household_for(person=info.context.person, key=key)
        found = []
        for one in orders_sold(person=info.context.person, household_key=key):
            one.order.consignment_number = one.consignment or None  # type: ignore[attr-defined]
            found.append(one.order)
        return found

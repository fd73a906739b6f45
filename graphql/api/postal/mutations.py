"""A parcel abroad: ordered, paid, packed, called off."""

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.once import check_key, idempotency_key
from api.paperwork.types import ConsignmentIncoterm
from api.postal.types import PostalOrder
from api.scalars import Money, Quantity
from logistics.paperwork.enums import Incoterm
from marketplace.postal.operations import cancel_by_household, open_card, pack_postal, place_postal
from marketplace.postal.operations.packing import PostalBox
from marketplace.postal.operations.place import Wish
from marketplace.postal.recipients import RecipientAbroad


class RecipientAbroadInput(graphene.InputObjectType):
    """In Latin letters, as the forms of the post are filled. The telephone has its country's code."""

    name = graphene.String(required=True)
    email = graphene.String(required=True)
    telephone = graphene.String(required=True)
    address = graphene.String(required=True)
    city = graphene.String(required=True)
    postal_code = graphene.String(required=True, default_value="")


class PostalOrderPlace(DomainMutation):
    """Order what `postalQuote` showed; the goods are kept for fifteen minutes, in which the card pays."""

    class Input:
        listing_id = graphene.ID(required=True)
        quantity = Quantity(required=True)
        country = graphene.String(required=True)
        incoterm = ConsignmentIncoterm(required=True, description="DAP or DDP.")
        total_dong = Money(required=True, description="What was shown: another sum today is refused.")
        recipient = RecipientAbroadInput(required=True)
        idempotency_key = idempotency_key(required=True)

    secret = graphene.String()
    order = graphene.Field(PostalOrder)
    names = {"total": "totalDong"}

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        wish = Wish(
            listing_key=key_of(given.listing_id, "Listing", field="listingId"),
            quantity=given.quantity,
            country=given.country[:2],
            incoterm=Incoterm(given.incoterm),
            total_dong=given.total_dong,
            recipient=RecipientAbroad(**given.recipient),
        )
        order = place_postal(
            person=context.person, wish=wish, idempotency_key=check_key(given.idempotency_key), at=context.at
        )
        return {"secret": order.secret, "order": order}


class PostalCardOpen(DomainMutation):
    """The payment intent that the buyer confirms in the browser with the card provider's script."""

    class Input:
        secret = graphene.String(required=True)

    client_secret = graphene.String()
    publishable_key = graphene.String()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        intent = open_card(secret=given.secret, at=context.at)
        return {"client_secret": intent.client_secret, "publishable_key": intent.publishable_key}


class PostalOrderPack(DomainMutation):
    """Packed whole, in cardboard, without wood: the consignment is made and the post asked for its number."""

    class Input:
        order_id = graphene.ID(required=True)
        gross_g = graphene.Int(required=True)
        length_mm = graphene.Int(required=True)
        width_mm = graphene.Int(required=True)
        height_mm = graphene.Int(required=True)
        pieces = graphene.Int(required=True)
        description_en = graphene.String(required=True)

    order = graphene.Field(PostalOrder)
    consignment_key = graphene.String()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        names = ("gross_g", "length_mm", "width_mm", "height_mm", "pieces")
        order = pack_postal(
            person=context.person,
            key=key_of(given.order_id, "PostalOrder", field="orderId"),
            box=PostalBox(**{name: given[name] for name in names}),
            description_en=given.description_en,
            at=context.at,
        )
        return {"order": order, "consignment_key": order.consignment_key}


class PostalOrderCancel(DomainMutation):
    """It cannot be sent: the buyer gets everything back."""

    class Input:
        order_id = graphene.ID(required=True)
        reason = graphene.String(required=True)

    order = graphene.Field(PostalOrder)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.order_id, "PostalOrder", field="orderId")
        order = cancel_by_household(person=context.person, key=key, reason=given.reason, at=context.at)
        return {"order": order}

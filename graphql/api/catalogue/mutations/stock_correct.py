from typing import Any

import graphene

from api.catalogue.types import Listing, Lot
from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.scalars import Quantity
from marketplace.catalogue.operations import correct_stock, sell_out


class StockCorrect(DomainMutation):
    """There is less of a lot than we believe: say how much is left to sell."""

    names = {"quantity": "available"}

    class Input:
        lot_id = graphene.ID(required=True)
        available = Quantity(required=True)

    lot = graphene.Field(Lot)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.lot_id, "Lot", field="lotId")
        lot = correct_stock(person=context.person, lot_key=key, available=given.available, at=context.at)
        return {"lot": lot}


class ListingSellOut(DomainMutation):
    """Nothing is left to sell of any lot; what is ordered already stays ordered."""

    class Input:
        listing_id = graphene.ID(required=True)

    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.listing_id, "Listing", field="listingId")
        return {"listing": sell_out(person=context.person, listing_key=key, at=context.at)}

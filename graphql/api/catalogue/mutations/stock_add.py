from typing import Any

import graphene

from api.catalogue.types import Listing, Lot
from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from api.scalars import Quantity
from marketplace.catalogue.operations import add_stock


class StockAdd(DomainMutation):
    """A new lot behind a listing: so many base units, harvested on a day."""

    class Input:
        listing_id = graphene.ID(required=True)
        quantity = Quantity(required=True)
        harvested_on = graphene.Date(required=True)
        plot_id = graphene.ID()
        expires_on = graphene.Date()

    lot = graphene.Field(Lot)
    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        plot = given.get("plot_id")
        lot = add_stock(
            person=context.person,
            listing_key=key_of(given.listing_id, "Listing", field="listingId"),
            quantity=given.quantity,
            harvested_on=given.harvested_on,
            plot_key=key_of(plot, "Plot", field="plotId") if plot else "",
            expires_on=given.get("expires_on"),
            at=context.at,
        )
        return {"lot": lot, "listing": lot.listing}

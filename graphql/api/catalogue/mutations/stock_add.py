from typing import Any

import graphene

from api.catalogue.types import Listing, Lot
from api.context import Context
from api.node import key_of
from api.once import OnceMutation, idempotency_key
from api.scalars import Quantity
from marketplace.catalogue.operations import add_stock
from marketplace.catalogue.queries import lot_for


class StockAdd(OnceMutation):
    """A new lot behind a listing: so many base units, harvested on a day. Give an idempotencyKey, or a
    doubled request is two lots.
    """

    names = {"plot_key": "plotId"}

    class Input:
        listing_id = graphene.ID(required=True)
        quantity = Quantity(required=True)
        harvested_on = graphene.Date(required=True)
        plot_id = graphene.ID()
        expires_on = graphene.Date(description="By default the commodity's shelf life from the harvest.")
        idempotency_key = idempotency_key()

    lot = graphene.Field(Lot)
    listing = graphene.Field(Listing)

    @classmethod
    def act(cls, context: Context, given: Any) -> Any:
        plot = given.get("plot_id")
        return add_stock(
            person=context.person,
            listing_key=key_of(given.listing_id, "Listing", field="listingId"),
            quantity=given.quantity,
            harvested_on=given.harvested_on,
            plot_key=key_of(plot, "Plot", field="plotId") if plot else "",
            expires_on=given.get("expires_on"),
            at=context.at,
        )

    @classmethod
    def again(cls, context: Context, key: str) -> Any:
        return lot_for(person=context.person, key=key)

    @classmethod
    def payload(cls, row: Any) -> dict[str, Any]:
        return {"lot": row, "listing": row.listing}

from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from marketplace.orders.operations import open_card


class CardOpen(DomainMutation):
    """The payment intent that the buyer confirms in the browser with the card provider's script."""

    class Input:
        checkout_secret = graphene.String(required=True)

    client_secret = graphene.String()
    publishable_key = graphene.String()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        intent = open_card(checkout_secret=given.checkout_secret, at=context.at)
        return {"client_secret": intent.client_secret, "publishable_key": intent.publishable_key}

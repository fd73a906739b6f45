"""What a basket would cost and when it would arrive, before anything is ordered."""

from collections.abc import Sequence
from datetime import datetime

from marketplace.orders.baskets import BasketLine, CheckoutPreview


def preview(*, basket: Sequence[BasketLine], commune_code: str, at: datetime) -> CheckoutPreview:
    """Per household: lines by tier price, weights, every carrier's offer. One SQL statement for any number of lines."""
    raise NotImplementedError

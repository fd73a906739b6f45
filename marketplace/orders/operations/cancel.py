"""The buyer's free cancel, until the household accepts."""

from datetime import datetime

from marketplace.orders.models import Order
from marketplace.people.rules import Person


def cancel_by_buyer(
    *, at: datetime, secret: str = "", person: Person | None = None, order_key: str = ""
) -> Order:
    """By the order's secret link, or signed in (`person` and `order_key`). Stock and money come back."""
    raise NotImplementedError

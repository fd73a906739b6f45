"""The household's answer: "Có hàng" or "Hết hàng"."""

from datetime import datetime

from marketplace.orders.models import Order
from marketplace.people.rules import Person


def accept(*, person: Person, order_key: str, at: datetime) -> Order:
    """A member of the household, its cooperative (with consent) or staff accepts. Accepting twice changes nothing."""
    raise NotImplementedError


def decline(*, person: Person, order_key: str, at: datetime) -> Order:
    """The household has no goods: stock and money come back."""
    raise NotImplementedError


def answer_by_secret(*, secret: str, accepted: bool, at: datetime) -> Order:
    """The same by the household's link, without signing in. `secret` is `Order.answer_secret`."""
    raise NotImplementedError

"""The buyer's answer to a short weight."""

from collections.abc import Mapping
from datetime import datetime

from marketplace.orders.models import Order


def answer_short(*, secret: str, keep: Mapping[str, bool], at: datetime) -> Order:
    """`keep` by line key; a short line that is not named is kept. `secret` is the buyer's `Order.secret`."""
    raise NotImplementedError

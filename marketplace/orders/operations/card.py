"""Card money of a checkout: one authorisation for the agreed maximum, one capture, then refunds only."""

from datetime import datetime

from marketplace.payments.cards import CardIntent


def open_card(*, checkout_secret: str, at: datetime) -> CardIntent:
    """The intent the buyer confirms in the browser. Opened once; asking again gives the same one."""
    raise NotImplementedError

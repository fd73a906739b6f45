"""What staff do by hand: cancel, give money back, book again."""

from datetime import datetime

from marketplace.orders.models import Order
from marketplace.people.rules import Person


def cancel(*, person: Person, order_key: str, reason: str, at: datetime) -> Order:
    """Call an order off at any time before the post has it. Stock and money come back, the booking is withdrawn."""
    raise NotImplementedError


def refund(
    *, person: Person, order_key: str, amount_dong: int, reason: str, request_key: str, at: datetime
) -> Order:
    """Give `amount_dong` of a paid order back. `request_key` makes a doubled click one refund."""
    raise NotImplementedError


def book_again(*, person: Person, order_key: str, service_code: str, at: datetime) -> Order:
    """Book another service, before hand-over: after a carrier's refusal, or instead of the booking there is.

    The buyer's postage stays what checkout showed; the difference goes to the account postage difference.
    """
    raise NotImplementedError

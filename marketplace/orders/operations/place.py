"""Placing a checkout: the one write that many buyers do at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from marketplace.orders.baskets import BasketLine, Choice
from marketplace.orders.models import Checkout
from marketplace.people.rules import Person


def place(
    *,
    person: Person,
    basket: Sequence[BasketLine],
    choices: Mapping[str, Choice],
    payment: str,
    name: str,
    telephone: str,
    confirmation: str,
    commune_code: str,
    address: str,
    note: str,
    idempotency_key: str,
    at: datetime,
) -> Checkout:
    """Order everything in the basket, one order a household (`choices` by household key). All or nothing.

    A guest gives the `confirmation` of the telephone (people.operations.confirm_telephone); an account's own
    telephone needs none. The same `idempotency_key` with the same request gives the same checkout.
    """
    raise NotImplementedError

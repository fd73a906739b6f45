"""What people and pages read about money."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.payments.enums import PayoutState
from marketplace.people.rules import Person


@dataclass(frozen=True)
class ComingMoney:
    """One sum on its way to a household; `payable_from` is None while the cash is with the carrier."""

    reference: str
    amount_dong: int
    payable_from: datetime | None
    held: bool


@dataclass(frozen=True)
class PayoutShown:
    key: str
    amount_dong: int
    state: PayoutState
    drawn_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None
    returned_at: datetime | None
    return_reason: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class HouseholdMoney:
    """The page Tiền. `payable_dong` could be drawn now; `coming_dong` is everything else that is owed."""

    payable_dong: int
    coming_dong: int
    coming: tuple[ComingMoney, ...]
    payouts: tuple[PayoutShown, ...]


def money_of_household(
    *, person: Person, household_key: str, at: datetime, limit: int = 20
) -> HouseholdMoney:
    """For those who may act for the household (NotFound for others). At most 6 queries, whatever the
    length.
    """
    raise NotImplementedError


def card_state(*, checkout_key: str) -> str:
    """The CardState known so far, without asking the provider; "" when there is no card payment. One
    query.
    """
    raise NotImplementedError

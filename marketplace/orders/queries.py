"""What pages and the API read about orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from marketplace.orders.models import Checkout, Order, OrderLine
from marketplace.people.models import Account
from marketplace.people.rules import Person


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the timeline. `place` and `at` are empty for what is still to come."""

    code: str
    text: str
    status: Literal["done", "now", "next", "trouble"]
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order as its buyer reads it. `lines` carry ordered, packed and money back."""

    order: Order
    lines: Sequence[OrderLine]
    steps: Sequence[Step]
    tracking_codes: Sequence[str]
    short_lines: Sequence[OrderLine]
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing the household has to do. `kind`: ANSWER, PACK, WAIT_FOR_BUYER, HAND_OVER, BOOKING_REFUSED, RETURNING."""

    kind: Literal["ANSWER", "PACK", "WAIT_FOR_BUYER", "BOOKING_REFUSED", "HAND_OVER", "RETURNING"]
    order: Order
    lines: Sequence[OrderLine]
    due_at: datetime | None


def order_by_secret(*, secret: str) -> OrderPage:
    """By the buyer's link. NotFound for anything else."""
    raise NotImplementedError


def order_page(*, person: Person, order_key: str) -> OrderPage:
    """For the signed-in buyer."""
    raise NotImplementedError


def order_to_answer(*, secret: str) -> Order:
    """By the household's link (`answer_secret`), with `lines` prefetched, whatever its state."""
    raise NotImplementedError


def checkout_by_secret(*, secret: str) -> Checkout:
    """With `orders` and their lines prefetched."""
    raise NotImplementedError


def order_for_household(*, person: Person, order_key: str) -> Order:
    """One order for somebody who may act for its household, with lines, boxes, checkout."""
    raise NotImplementedError


def work_of_the_day(*, person: Person, household_key: str, at: datetime) -> list[Decision]:
    """What the household has to decide or do now, most urgent first."""
    raise NotImplementedError


def orders_of_household(
    *,
    person: Person,
    household_key: str,
    states: Sequence[str] = (),
    first: int = 24,
    after: tuple[datetime, int] | None = None,
) -> list[Order]:
    """Newest first, with lines; keyset by (placed_at, id)."""
    raise NotImplementedError


def orders_of_account(
    *, account: Account, first: int = 24, after: tuple[datetime, int] | None = None
) -> list[Order]:
    """What this account bought, newest first, with lines and household."""
    raise NotImplementedError

"""Prices: what one unit costs by how much is bought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kernel.errors import Refusal
from marketplace.catalogue.models import Listing
from marketplace.catalogue.refusals import PriceMissing, PriceTooHigh, TiersInDisorder, TooManyTiers

HIGHEST_PRICE = 1_000_000_000
MOST_TIERS = 5


class OnePrice(Protocol):
    """A listing, or what was read of one."""

    @property
    def unit_price(self) -> int: ...


class Priced(Protocol):
    """A tier, as a row or as a value."""

    @property
    def minimum(self) -> int: ...
    @property
    def unit_price(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Tier:
    """From `minimum` base units on, one unit costs `unit_price` dong."""

    minimum: int
    unit_price: int


def tier_price(listing: OnePrice, tiers: Iterable[Priced], quantity: int) -> int:
    """The unit price for `quantity` base units: the deepest tier that is reached, else the listing's own
    price.
    """
    reached = [tier for tier in tiers if tier.minimum <= quantity]
    return max(reached, key=lambda tier: tier.minimum).unit_price if reached else listing.unit_price


def price_problem(listing: Listing) -> Refusal | None:
    if listing.unit_price <= 0:
        return PriceMissing(unit=listing.unit_label.removeprefix("1 "))
    return PriceTooHigh() if listing.unit_price > HIGHEST_PRICE else None


def check_tiers(*, listing: Listing, tiers: Sequence[Tier]) -> list[Tier]:
    """The tiers by rising minimum: each begins above the one before (the first above the listing's own
    minimum) and is cheaper than it (the first than the listing's price).
    """
    if len(tiers) > MOST_TIERS:
        raise TooManyTiers(limit=MOST_TIERS)
    rising = sorted(tiers, key=lambda tier: tier.minimum)
    before = Tier(listing.minimum, listing.unit_price)
    for tier in rising:
        if tier.minimum <= before.minimum or not 0 < tier.unit_price < before.unit_price:
            raise TiersInDisorder
        before = tier
    return rising

"""Quantities of a listing: base units to units and back, what may be ordered, what it will weigh in its
box.
"""

from decimal import Decimal
from typing import Protocol

from kernel.measures import from_base, to_base
from marketplace.catalogue.refusals import BelowMinimum, OffStep


class Measured(Protocol):
    """What is measured in units: a listing, or a line that was ordered of one."""

    @property
    def unit_factor(self) -> int: ...
    @property
    def unit_label(self) -> str: ...


class Stepped(Measured, Protocol):
    """What is sold from a minimum on, in steps."""

    @property
    def minimum(self) -> int: ...
    @property
    def step(self) -> int: ...


BOX_G = 200
PACKING_PPM = 80_000
"""Our assumption until scales say otherwise: padding, ice and box add 8 % of the goods and 200 g a parcel."""


def gross_estimate_g(net_g: int) -> int:
    """The gross weight to quote with before packing, for everything that goes into one parcel; rounded up
    to 10 g.
    """
    gross = net_g + BOX_G + -(-net_g * PACKING_PPM // 1_000_000)
    return -(-gross // 10) * 10


def base_of(*, listing: Measured, quantity: Decimal) -> int:
    """2.5 units in base units. QuantityNotWhole where that is no whole number of them."""
    return to_base(quantity, factor=listing.unit_factor, field="quantity")


def units_of(*, listing: Measured, quantity: int) -> Decimal:
    """Base units in units of the listing, as they are shown."""
    return from_base(quantity, factor=listing.unit_factor)


def check_quantity(*, listing: Stepped, quantity: int) -> None:
    """Whether so many base units may be ordered: BelowMinimum, OffStep."""
    if quantity < listing.minimum:
        raise BelowMinimum(minimum=words(listing=listing, quantity=listing.minimum))
    if (quantity - listing.minimum) % listing.step:
        raise OffStep(
            minimum=words(listing=listing, quantity=listing.minimum),
            step=words(listing=listing, quantity=listing.step),
        )


def words(*, listing: Measured, quantity: int) -> str:
    """ "2,5 kg", "1 chục (12 trái)": as Vietnamese writes it, for refusals and messages."""
    figure = f"{units_of(listing=listing, quantity=quantity):f}".replace(".", ",")
    return f"{figure} {listing.unit_label.removeprefix('1 ')}"

"""What a line costs, ordered and packed: the one place. Totals, fees, tax, postage, payout and papers read
its figures.

The rules: the unit price is the tier ordered, frozen at placing. Packed more than ordered is charged as
ordered; less is charged as packed. A dropped line costs nothing. Postage is what checkout showed, whatever
the scales say. So a buyer never pays more than was agreed.
"""

from typing import Protocol

from kernel.measures import price_of

SHORT_PERCENT = 90
"""A line that weighs less than this share of what was ordered is the buyer's to drop."""


class Line(Protocol):
    """`quantity` and `packed_base` in base units, `unit_factor` base units a unit, the rest dong."""

    unit_factor: int
    unit_price: int
    quantity: int
    agreed_dong: int
    packed_base: int | None


def agreed_price(*, quantity: int, unit_factor: int, unit_price: int) -> int:
    """What a line costs as ordered: the most that can be charged for it."""
    return price_of(quantity, factor=unit_factor, unit_price=unit_price)


def packed_price(line: Line, *, packed_base: int) -> int:
    """What a line costs as packed; never above what was agreed."""
    if packed_base >= line.quantity:
        return line.agreed_dong
    as_packed = price_of(packed_base, factor=line.unit_factor, unit_price=line.unit_price)
    return min(line.agreed_dong, as_packed)


def is_short(*, quantity: int, packed_base: int) -> bool:
    """Below 90 %, in whole numbers: 899 g of 1,000 g is short, 900 g is not."""
    return packed_base * 100 < quantity * SHORT_PERCENT


def missing(*, quantity: int, packed_base: int) -> int:
    """Base units that were ordered and are not in the boxes: they do not exist, so they do not go back on
    sale.
    """
    return max(0, quantity - packed_base)

"""Packing: what the scales say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.orders.models import Order
from marketplace.people.rules import Person


@dataclass(frozen=True, slots=True)
class PackedLine:
    """`net_base`: net grams, or pieces, in the boxes; 0 drops the line."""

    line_key: str
    net_base: int


@dataclass(frozen=True, slots=True)
class PackedBox:
    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int


def pack(
    *, person: Person, order_key: str, lines: Sequence[PackedLine], boxes: Sequence[PackedBox], at: datetime
) -> Order:
    """Weigh every line and every box. Prices the order, or asks the buyer when a line is below 90 % of what was ordered."""
    raise NotImplementedError

"""Which orders go into which consignment. Pure: numbers in, numbers out.

Goods that differ in treatment, growing area or packing house never share a consignment. An order is whole in
one, each of its boxes from one lot. Whoever paid first is served first; what does not fit waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Group(NamedTuple):
    """What may travel together."""

    treatment: str
    growing_area: str
    packing_house: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order's boxes; `paid` sorts as the payments came."""

    order: str
    boxes: int
    paid: tuple[float, int]


@dataclass(frozen=True, slots=True)
class Stocked:
    """Whole boxes that a lot still holds."""

    lot: str
    group: Group
    boxes: int


@dataclass(frozen=True, slots=True)
class Part:
    """So many boxes of a lot for an order."""

    order: str
    lot: str
    boxes: int


@dataclass(frozen=True, slots=True)
class Pooled:
    """`groups` has those only in which something goes; `waiting` in the order of payment."""

    groups: Mapping[Group, Sequence[Part]]
    waiting: Sequence[str]


def pool(orders: Sequence[Wanted], lots: Sequence[Stocked], *, box_g: int, capacity_g: int) -> Pooled:
    """Each order goes into the first group, in the order of their names, with room for all of its boxes;
    one consignment of a group carries `capacity_g` at most.
    """
    left = {lot.lot: lot.boxes for lot in lots}
    lots_of = _by_group(lots)
    room = dict.fromkeys(lots_of, capacity_g // box_g)
    groups: dict[Group, list[Part]] = {}
    waiting: list[str] = []
    for order in sorted(orders, key=lambda one: (one.paid, one.order)):
        fitting = [group for group in lots_of if _fits(order, lots_of[group], left, room[group])]
        if not fitting:
            waiting.append(order.order)
            continue
        room[fitting[0]] -= order.boxes
        groups.setdefault(fitting[0], []).extend(_parts(order, lots_of[fitting[0]], left))
    return Pooled(groups, waiting)


def _by_group(lots: Sequence[Stocked]) -> dict[Group, list[str]]:
    found: dict[Group, list[str]] = {}
    for lot in sorted(lots, key=lambda one: (one.group, one.lot)):
        found.setdefault(lot.group, []).append(lot.lot)
    return found


def _fits(order: Wanted, lots: Sequence[str], left: Mapping[str, int], room: int) -> bool:
    return order.boxes <= room and order.boxes <= sum(left[lot] for lot in lots)


def _parts(order: Wanted, lots: Sequence[str], left: dict[str, int]) -> list[Part]:
    """From one lot after another; what is taken is no longer left."""
    parts, missing = [], order.boxes
    for lot in lots:
        if taken := min(missing, left[lot]):
            left[lot] -= taken
            missing -= taken
            parts.append(Part(order.order, lot, taken))
    return parts

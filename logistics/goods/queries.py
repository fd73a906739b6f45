"""Commodities and units, from a process cache that is dropped when a row of either changes (at most 30 s
late).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.measures import Base, Unit
from logistics.goods.models import Commodity


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """One unit in which a commodity may be sold in a province: `factor` base units, as `label` tells the
    buyer.
    """

    unit: Unit
    base: Base
    factor: int
    label: str
    verified: bool


def commodities() -> Sequence[Commodity]:
    """All commodities in the order of the fixture. Shared objects: read them, never change or save them."""
    raise NotImplementedError


def commodity(code: str) -> Commodity:
    """UnknownCommodity when there is none."""
    raise NotImplementedError


def unit_choices(*, commodity_code: str, province_code: str = "") -> list[UnitChoice]:
    """The units to offer a seller, the usual one first; the most special factor of each unit wins."""
    raise NotImplementedError

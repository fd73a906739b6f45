"""Looking places up. Everything here is answered from memory (see atlas.py): no SQL, in any process."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A commune of today with its province. Coordinates are WGS 84 degrees of its middle."""

    code: str
    name: str
    full_name: str
    province_code: str
    province_name: str
    latitude: float
    longitude: float

    @property
    def label(self) -> str:
        return f"{self.full_name}, {self.province_name}"


@dataclass(frozen=True, slots=True)
class ProvincePlace:
    code: str
    name: str
    full_name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Match:
    """A hit of a search. `old_name` is the former unit that was meant ("Xã Phượng Sơn, Huyện Lục Ngạn, Tỉnh Bắc
    Giang"), empty when the text names the commune of today."""

    place: Place
    old_name: str = ""


def commune(code: str) -> Place:
    """The commune with this code of today; UnknownPlace when there is none."""
    raise NotImplementedError


def communes_of(province_code: str) -> Sequence[Place]:
    """The communes of a province in the order of the Vietnamese alphabet."""
    raise NotImplementedError


def province(code: str) -> ProvincePlace:
    raise NotImplementedError


def provinces() -> Sequence[ProvincePlace]:
    """All 34 in the order of the Vietnamese alphabet."""
    raise NotImplementedError


def find_communes(*, text: str, limit: int = 8) -> list[Match]:
    """Communes that the text may mean, best first: with or without accents, names of today or of before July 2025,
    with or without "xã", district and province behind it. An old unit that was divided gives every successor."""
    raise NotImplementedError


def successors(*, old_commune_code: str) -> Sequence[Place]:
    """What an old commune became, the likeliest first; more than one means: ask. UnknownPlace when never heard of."""
    raise NotImplementedError


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance of the two middles (haversine, sphere of 6,371 km)."""
    raise NotImplementedError

"""Looking places up. Everything is answered from memory (atlas.py, search.py): no SQL, in any process."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import asin, cos, radians, sin, sqrt

from kernel.places.atlas import OldPlace, Place, ProvincePlace, atlas
from kernel.places.refusals import UnknownPlace
from kernel.places.search import Match, search
from kernel.text import fold

__all__ = [
    "Match",
    "Place",
    "ProvincePlace",
    "commune",
    "communes_of",
    "distance_km",
    "find_communes",
    "predecessors",
    "province",
    "provinces",
    "successors",
]

EARTH_KM = 6371.0


def commune(code: str) -> Place:
    """The commune with this code of today; UnknownPlace when there is none."""
    found = atlas().communes.get(code)
    if found is None:
        raise UnknownPlace(place=code)
    return found


@cache
def communes_of(province_code: str) -> Sequence[Place]:
    """The communes of a province in the order of the Vietnamese alphabet."""
    of = province(province_code).code
    return tuple(place for place in atlas().communes.values() if place.province_code == of)


def province(code: str) -> ProvincePlace:
    """The province with this code of today; UnknownPlace when there is none."""
    found = atlas().provinces.get(code)
    if found is None:
        raise UnknownPlace(place=code)
    return found


@cache
def provinces() -> Sequence[ProvincePlace]:
    """All 34 in the order of the Vietnamese alphabet."""
    return tuple(atlas().provinces.values())


def find_communes(*, text: str, limit: int = 8) -> list[Match]:
    """Communes that the text may mean, best first: with or without accents, names of today or of before July
    2025, with or without "xã", district and province behind it. A divided old unit gives every successor."""
    return search(text=text[:100], limit=limit)


def successors(*, old_commune_code: str) -> Sequence[Place]:
    """What an old commune became, the likeliest first; more than one means: ask. UnknownPlace: no such
    unit.
    """
    old = atlas().old_communes.get(old_commune_code)
    if old is None:
        raise UnknownPlace(place=old_commune_code)
    return tuple(commune(code) for code in old.communes)


def predecessors(*, commune_code: str) -> Sequence[OldPlace]:
    """What a commune of today was made from, the likeliest first: those that went into it before those of
    which it got a part, and the one that gave it its name before the others. UnknownPlace: no such commune.
    """
    return _predecessors().get(commune(commune_code).code, ())


@cache
def _predecessors() -> Mapping[str, tuple[OldPlace, ...]]:
    found: dict[str, list[OldPlace]] = {}
    for old in atlas().old_communes.values():
        for code in old.communes:
            found.setdefault(code, []).append(old)
    return {code: tuple(sorted(olds, key=_likeliest(code))) for code, olds in found.items()}


def _likeliest(code: str) -> Callable[[OldPlace], tuple[bool, bool, str]]:
    name = fold(atlas().communes[code].name)
    return lambda old: (old.communes[0] != code, not fold(old.name).endswith(name), old.code)


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance of the two middles (haversine on a sphere of 6,371 km)."""
    north, south = radians(a.latitude), radians(b.latitude)
    half_up, half_over = (north - south) / 2, radians(a.longitude - b.longitude) / 2
    chord = sin(half_up) ** 2 + cos(north) * cos(south) * sin(half_over) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))

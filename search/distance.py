"""How far a listing is from a searcher: on a sphere, by the same formula in both engines."""

from collections.abc import Sequence
from functools import lru_cache
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import NamedTuple

from kernel.places.atlas import atlas
from search.refusals import PointImpossible

EARTH_KM = 6371.0087714
"""The mean radius, as Elasticsearch takes it."""
UNKNOWN_M = 10**9
"""Metres to a listing whose place is unknown: farther than any."""
POINTS_KEPT = 256


class Point(NamedTuple):
    """WGS 84, degrees."""

    latitude: float
    longitude: float


def read_point(latitude: float | None, longitude: float | None) -> Point:
    """To a hundredth of a degree, about a kilometre: nobody's house. PointImpossible."""
    if latitude is None or longitude is None or not (isfinite(latitude) and isfinite(longitude)):
        raise PointImpossible
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise PointImpossible
    return Point(round(latitude, 2), round(longitude, 2))


KM = (
    f"({2 * EARTH_KM} * asin(least(1, sqrt(power(sin(radians(latitude - %(latitude)s) / 2), 2)"
    " + cos(radians(latitude)) * cos(radians(%(latitude)s))"
    " * power(sin(radians(longitude - %(longitude)s) / 2), 2)))))"
)
"""Kilometres from the parameters latitude and longitude, in SQL; NULL where a listing's place is unknown."""
METRES = f"coalesce(round(1000 * {KM})::bigint, {UNKNOWN_M})"


@lru_cache(maxsize=POINTS_KEPT)
def communes_by_distance(here: Point) -> Sequence[tuple[float, str]]:
    """(kilometres, code) of every commune, nearest first."""
    return sorted(
        (_km(here, place.latitude, place.longitude), code) for code, place in atlas().communes.items()
    )


def _km(here: Point, latitude: float, longitude: float) -> float:
    half_up, half_over = radians(latitude - here.latitude) / 2, radians(longitude - here.longitude) / 2
    chord = sin(half_up) ** 2 + cos(radians(latitude)) * cos(radians(here.latitude)) * sin(half_over) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))

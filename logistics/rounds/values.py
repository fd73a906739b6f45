"""A day of one post office as plain numbers: metres, grams, seconds since local midnight."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Spot(NamedTuple):
    """WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Call:
    """One sender to be called on. `chilled_g` is the part of `gross_g` that must ride in a cold box."""

    spot: Spot
    gross_g: int
    chilled_g: int
    service_s: int
    earliest_s: int
    latest_s: int


@dataclass(frozen=True, slots=True)
class Car:
    """One vehicle in its shift. `starts_at` is where it stands when it is already out, with what it has
    loaded; `trips` how often it may leave the office."""

    capacity_g: int
    chilled_g: int
    from_s: int
    to_s: int
    trips: int = 1
    starts_at: Spot | None = None
    loaded_g: int = 0
    loaded_chilled_g: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """`office`: where every vehicle starts, unloads and ends."""

    office: Spot
    calls: Sequence[Call]
    cars: Sequence[Car]


class Arrival(NamedTuple):
    """`call` is the index into Problem.calls; `at_s` when loading begins there."""

    call: int
    at_s: int


@dataclass(frozen=True, slots=True)
class Trip:
    """One way out and back. `car` is the index into Problem.cars, `number` counts its trips from 1."""

    car: int
    number: int
    arrivals: Sequence[Arrival]
    from_s: int
    to_s: int
    distance_m: int


@dataclass(frozen=True, slots=True)
class Solved:
    """`left_out`: calls that no vehicle can make that day."""

    trips: Sequence[Trip]
    left_out: Sequence[int] = field(default=())
    distance_m: int = 0

"""A day's rounds as a drawing: straight lines between the calls, no tiles, nothing fetched from anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from typing import Final

from logistics.rounds.models import Base, Plan, Stop

WIDTH: Final = 720
EDGE: Final = 40
LOOKS: Final = 6  # so many ways a line may look; the seventh round looks like the first, its numbers do not
_METRES_PER_DEGREE: Final = 111_195.0
_RULERS_M: Final = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
_NEAR_PX: Final = 30
_LEAST_M: Final = 400  # a day in one hamlet is not blown up to fill the page


@dataclass(frozen=True, slots=True)
class Mark:
    """A call: where on the drawing, which number, and whether somebody pointed at the place."""

    x: int
    y: int
    number: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Track:
    """A round: `points` is an SVG polyline from the office round to the office again."""

    number: int
    look: int
    points: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class RoundMap:
    width: int
    height: int
    office_x: int
    office_y: int
    tracks: Sequence[Track]
    ruler_px: int
    ruler_m: int


class _Paper:
    """Metres east and north of the office onto the paper, north up."""

    def __init__(self, base: Base, stops: Sequence[Stop]) -> None:
        self.base = base
        spots = [self._metres(stop.latitude, stop.longitude) for stop in stops]
        easts, norths = [0.0, *(east for east, _north in spots)], [0.0, *(north for _east, north in spots)]
        self.west, self.north = min(easts), max(norths)
        wide, tall = max(easts) - self.west, self.north - min(norths)
        self.scale = (WIDTH - 2 * EDGE) / max(wide, tall, _LEAST_M)
        self.height = round(tall * self.scale) + 2 * EDGE
        self.shift = (WIDTH - 2 * EDGE - wide * self.scale) / 2
        self.taken: list[tuple[int, int]] = []

    def _metres(self, latitude: float, longitude: float) -> tuple[float, float]:
        east = (longitude - self.base.longitude) * _METRES_PER_DEGREE * cos(radians(self.base.latitude))
        return east, (latitude - self.base.latitude) * _METRES_PER_DEGREE

    def place(self, latitude: float, longitude: float) -> tuple[int, int]:
        east, north = self._metres(latitude, longitude)
        x = EDGE + self.shift + (east - self.west) * self.scale
        return round(x), round(EDGE + (self.north - north) * self.scale)

    def free_place(self, latitude: float, longitude: float) -> tuple[int, int]:
        """Beside those that lie at the same spot: yards that nobody has pointed at share their commune's."""
        x, y = start = self.place(latitude, longitude)
        step = 0
        while any(abs(x - left) < _NEAR_PX and abs(y - top) < _NEAR_PX for left, top in self.taken):
            step += 1
            turn, far = step * pi / 4, _NEAR_PX * (1 + step // 8)
            x, y = start[0] + round(far * cos(turn)), start[1] + round(far * sin(turn))
            x, y = min(max(x, 16), WIDTH - 16), min(max(y, 16), self.height - 16)
            if step > 400:
                break
        self.taken.append((x, y))
        return x, y


def map_of(base: Base, plan: Plan) -> RoundMap | None:
    """None when there is nothing to draw."""
    rounds = list(plan.rounds.all())
    stops = [stop for one in rounds for stop in one.stops.all()]
    if not stops:
        return None
    paper = _Paper(base, stops)
    office = paper.free_place(base.latitude, base.longitude)
    tracks = [_track(paper, office, one.number, list(one.stops.all())) for one in rounds]
    ruler_m = max([metres for metres in _RULERS_M if metres * paper.scale <= WIDTH / 3] or _RULERS_M[:1])
    return RoundMap(
        width=WIDTH,
        height=max(paper.height, 160),
        office_x=office[0],
        office_y=office[1],
        tracks=tracks,
        ruler_px=round(ruler_m * paper.scale),
        ruler_m=ruler_m,
    )


def _track(paper: _Paper, office: tuple[int, int], number: int, stops: Sequence[Stop]) -> Track:
    places = [paper.free_place(stop.latitude, stop.longitude) for stop in stops]
    points = " ".join(f"{x},{y}" for x, y in (office, *places, office))
    marks = [Mark(x, y, stop.position, stop.is_exact) for (x, y), stop in zip(places, stops, strict=True)]
    return Track(number, (number - 1) % LOOKS + 1, points, marks)

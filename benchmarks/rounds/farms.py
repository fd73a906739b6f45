"""Farms of a seed, in VRPLIB form: villages around a post office, boxes of fruit, yards where somebody is there
only in the morning or only late. The same seed gives the same file for ever."""

import random
from dataclasses import dataclass
from pathlib import Path

OPENS, CLOSES = 7 * 60 + 30, 17 * 60  # minutes since midnight
CAPACITY_KG = 400
METRES_PER_UNIT = 100  # 25 km/h are four units a minute, rounded to one unit a quarter: see `text`


@dataclass(frozen=True)
class Farm:
    x: int
    y: int
    kilograms: int
    early: int
    late: int


def farms(count: int, *, seed: int) -> list[Farm]:
    """Most in villages of about a dozen, some alone; a third with half a day only."""
    draw = random.Random(f"{seed}:{count}")
    villages = [(draw.gauss(0, 60), draw.gauss(0, 60)) for _village in range(max(3, count // 12))]
    return [_farm(draw, villages) for _farm_number in range(count)]


def _farm(draw: random.Random, villages: list[tuple[float, float]]) -> Farm:
    middle, spread = (draw.choice(villages), 6) if draw.random() < 0.85 else ((0.0, 0.0), 80)
    half = draw.random()
    noon = draw.randrange(10 * 60, 14 * 60, 30)
    early, late = (
        (OPENS, noon) if half < 0.18 else (noon, CLOSES - 20) if half < 0.34 else (OPENS, CLOSES - 20)
    )
    return Farm(
        x=round(500 + draw.gauss(middle[0], spread)),
        y=round(500 + draw.gauss(middle[1], spread)),
        kilograms=draw.choice((5, 5, 10, 10, 20, 20, 30, 50, 80)),
        early=early,
        late=late,
    )


def text(found: list[Farm], *, name: str) -> str:
    """CVRPTW as VRPLIB writes it. One unit of distance is 100 m and a quarter of a minute, so times are given in
    quarters of minutes, four minutes of greeting and loading for each yard."""
    rows = [Farm(500, 500, 0, OPENS, CLOSES), *found]
    sections = {
        "NODE_COORD_SECTION": [f"{farm.x} {farm.y}" for farm in rows],
        "DEMAND_SECTION": [str(farm.kilograms) for farm in rows],
        "TIME_WINDOW_SECTION": [f"{4 * farm.early} {4 * farm.late}" for farm in rows],
    }
    head = [
        f"NAME : {name}",
        "TYPE : CVRPTW",
        f"DIMENSION : {len(rows)}",
        f"VEHICLES : {max(4, len(found) // 6)}",
        f"CAPACITY : {CAPACITY_KG}",
        "SERVICE_TIME : 16",
        "EDGE_WEIGHT_TYPE : EUC_2D",
    ]
    body = [
        line
        for title, values in sections.items()
        for line in (title, *(f"{number} {value}" for number, value in enumerate(values, start=1)))
    ]
    return "\n".join([*head, *body, "DEPOT_SECTION", "1", "-1", "EOF", ""])


def write(folder: Path, *, count: int, seed: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"farms-{count}-{seed}"
    file = folder / f"{name}.vrp"
    file.write_text(text(farms(count, seed=seed), name=name))
    return file

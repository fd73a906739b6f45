"""How far and how long: great circles, stretched to roads. No map server is asked.

The stretch is the usual ratio of road to air distance in country districts (1.2-1.5 in the literature); the
speed is a loaded motorbike's on village roads. Both are the same for all, so the order of calls hardly
depends on them; the times that are told do, and are told as an hour, not a minute."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from logistics.rounds.values import Spot

if TYPE_CHECKING:
    import numpy as np

Table: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"

STRETCH: Final = 1.35
METRES_PER_SECOND: Final = 25_000 / 3600
_EARTH_M: Final = 6_371_000


def distances(spots: Sequence[Spot]) -> Table:
    """Whole metres by road between each two spots, row by row."""
    import numpy as np  # a tenth of a second: only planners pay it

    radians = np.radians(np.array(spots, dtype=float).reshape(-1, 2))
    north, east = radians[:, 0], radians[:, 1]
    half_up = np.sin((north[:, None] - north[None, :]) / 2) ** 2
    half_over = np.sin((east[:, None] - east[None, :]) / 2) ** 2
    chord = half_up + np.cos(north)[:, None] * np.cos(north)[None, :] * half_over
    metres = 2 * _EARTH_M * np.arcsin(np.minimum(1, np.sqrt(chord))) * STRETCH
    table: Table = np.rint(metres).astype(np.int64)
    return table


def durations(metres: Table) -> Table:
    """Whole seconds for these metres."""
    import numpy as np

    return np.rint(metres / METRES_PER_SECOND).astype(np.int64)

"""The 32 colours that a photo's place has while the photo loads: classes g0 to g31 of the pages.

A class and not a style: the pages' policy forbids styles in attributes. The colours are what photos of
produce come to on average: rice paper, leaves, peel, wood, earth. web/static/css/house.css has `css_rules`;
a test compares.
"""

from collections.abc import Sequence

GROUNDS: tuple[str, ...] = (
    "#f4efe3", "#e6dcc6", "#d9c7a3", "#c9b088", "#b3976d", "#967a54", "#785e3f", "#57432d",
    "#e9ece1", "#cfd8bf", "#b1c19a", "#93a877", "#768d58", "#5b7041", "#42532f", "#2d3a22",
    "#f3dcc0", "#eec08a", "#e3a257", "#cf8436", "#b0662a", "#8a4d26", "#f0d7d2", "#dfa9a2",
    "#cc7b74", "#b2544f", "#8e3936", "#632a2a", "#e4e4e4", "#bdbfc0", "#8b8e90", "#565a5d",
)  # fmt: skip


def ground_of(colour: tuple[int, int, int]) -> int:
    """The number of the nearest ground, as the eye sees distance (redmean)."""
    return min(range(len(GROUNDS)), key=lambda number: _distance(colour, _channels(GROUNDS[number])))


def css_rules() -> list[str]:
    return [f".g{number} {{ background-color: {colour}; }}" for number, colour in enumerate(GROUNDS)]


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _distance(one: Sequence[int], other: Sequence[int]) -> float:
    mean_red = (one[0] + other[0]) / 2
    red, green, blue = ((a - b) ** 2 for a, b in zip(one, other, strict=True))
    return (2 + mean_red / 256) * red + 4 * green + (2 + (255 - mean_red) / 256) * blue

"""Bar charts as SVG, drawn on the server at the two widths the pages have, so letters keep their 15 px."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.components import Bar
from web.words import number_words

WIDTHS = (328, 640)
_ROW, _BAR, _NAMES, _VALUES, _FOOT = 38, 24, 104, 56, 28


@dataclass(frozen=True, slots=True)
class DrawnBar:
    name: str
    text: str
    y: int
    middle: int
    length: int
    value_x: int
    tick_x: int | None
    unfinished: bool


@dataclass(frozen=True, slots=True)
class GridLine:
    x: int
    text: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Geometry in whole pixels, ready for the template."""

    width: int
    height: int
    left: int
    foot: int
    thickness: int
    bars: list[DrawnBar]
    grid: list[GridLine]
    css_class: str


def draw_bars(bars: Sequence[Bar], *, width: int) -> BarChart:
    """Scaled to the largest figure of either year; four steps at most, each a round number."""
    largest = max((max(bar.value, bar.before or 0) for bar in bars), default=0)
    step = round_step(largest)
    room = width - _NAMES - _VALUES
    full = max(largest, 1)
    drawn = [_draw(bar, row=row, room=room, full=full) for row, bar in enumerate(bars)]
    foot = len(bars) * _ROW
    grid = [
        GridLine(x=_NAMES + room * mark // full, text=number_words(mark)) for mark in range(0, full + 1, step)
    ]
    return BarChart(
        width=width,
        height=foot + _FOOT,
        left=_NAMES,
        foot=foot,
        thickness=_BAR,
        bars=drawn,
        grid=grid,
        css_class="chart-narrow" if width == min(WIDTHS) else "chart-wide",
    )


def _draw(bar: Bar, *, row: int, room: int, full: int) -> DrawnBar:
    length = room * bar.value // full
    tick = None if bar.before is None else _NAMES + room * bar.before // full
    y = row * _ROW + (_ROW - _BAR) // 2
    return DrawnBar(
        name=bar.name,
        text=number_words(bar.value),
        y=y,
        middle=y + _BAR // 2 + 5,
        length=length,
        value_x=max(_NAMES + length, tick or 0) + 9,
        tick_x=tick,
        unfinished=bar.unfinished,
    )


def round_step(largest: int) -> int:
    """1, 2 or 5 times a power of ten, so that at most four steps reach `largest`."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * 4 >= largest:
                return factor * power
        power *= 10

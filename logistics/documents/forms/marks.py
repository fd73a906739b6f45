"""Carton marks: eight to a sheet of A4, one for each carton, in the order of the cartons."""

from collections.abc import Iterator
from typing import Final

from logistics.documents.forms.frame import Frame, habit, number_of
from logistics.documents.sheets.pages import (
    BOLD,
    HEIGHT,
    MM,
    PLAIN,
    WIDTH,
    Box,
    Page,
    Square,
    Text,
    render,
    wrapped,
)
from logistics.documents.values import Batch, Export, Line, Lot
from logistics.documents.writing import day, kilograms

ACROSS: Final = 2
DOWN: Final = 4
EDGE: Final = 8 * MM
WIDE: Final = (WIDTH - 2 * EDGE) / ACROSS
HIGH: Final = (HEIGHT - 2 * EDGE) / DOWN
PAD: Final = 3 * MM
SIDE: Final = 20 * MM
BANNED: Final = "NOT FOR DISTRIBUTION IN {}"
"""For the regions of a destination that are closed, as cartons for the United States say it."""


def carton_marks(export: Export, frame: Frame) -> bytes:
    """`frame` says where the square code leads; the whole sheet has one code."""
    pages: list[Page] = []
    for index, (line, batch, number) in enumerate(_cartons(export)):
        place = index % (ACROSS * DOWN)
        if place == 0:
            pages.append(Page())
        x = EDGE + place % ACROSS * WIDE
        y = HEIGHT - EDGE - (place // ACROSS + 1) * HIGH
        _mark(pages[-1], export, line, batch, number, x, y)
    for number, page in enumerate(pages, start=1):
        page.add(Text(WIDTH / 2, 3 * MM, PLAIN, 6, _foot(export, frame, number, len(pages)), "centre"))
    title = f"Carton marks {number_of(export, frame.kind)}"
    return render(pages or [Page()], title=title, address=frame.address)


def _foot(export: Export, frame: Frame, number: int, count: int) -> str:
    own = "Nhà Nông issues nothing that an authority issues"
    return f"{number_of(export, frame.kind)} · {frame.mark} · {own} · Trang · Page {number} / {count}"


def _cartons(export: Export) -> Iterator[tuple[Line, Batch, int]]:
    for line in export.lines:
        for batch in line.batches:
            for number in range(batch.first, batch.last + 1):
                yield line, batch, number


def _mark(page: Page, export: Export, line: Line, batch: Batch, number: int, x: float, y: float) -> None:
    page.add(Box(x, y, WIDE, HIGH), Square(x + WIDE - PAD - SIDE, y + PAD + 5 * MM, SIDE))
    page.add(Text(x + WIDE - PAD, y + PAD, BOLD, 10, f"{number} / {export.packages}", "right"))
    top = y + HIGH - PAD
    room = WIDE - 2 * PAD
    for text, font, size, narrow in _texts(export, line, batch):
        for part in wrapped(text, font, size, room - SIDE - 2 * MM if narrow else room):
            top -= size * 1.25
            page.add(Text(x + PAD, top, font, size, part))


def _texts(export: Export, line: Line, batch: Batch) -> Iterator[tuple[str, str, float, bool]]:
    """Text, font, size, and whether it must keep clear of the square code."""
    write = habit(export)
    lot = next((one for one in export.lots if one.reference == batch.lot), None)
    yield f"PRODUCT OF VIETNAM FOR {export.destination_en.upper()}", BOLD, 10.5, False
    yield f"{line.name_en} · {line.name_vi}", BOLD, 9.5, False
    if line.botanical:
        yield line.botanical, PLAIN, 7.5, False
    yield from _codes(export, lot)
    yield f"LOT {batch.lot}", BOLD, 7.5, True
    if lot is not None:
        yield (
            f"Harvest {day(lot.harvested_on, write)}   Packed for {day(export.departure_on, write)}",
            PLAIN,
            7.5,
            True,
        )
    net = kilograms(batch.net_g // batch.packages, write)
    even = batch.net_g % batch.packages == 0
    yield f"Net {'' if even else '≈ '}{net}", BOLD, 9, True
    yield export.number, PLAIN, 7.5, True
    if export.marked_not_for:
        yield BANNED.format(", ".join(export.marked_not_for)), BOLD, 7.5, True


def _codes(export: Export, lot: Lot | None) -> Iterator[tuple[str, str, float, bool]]:
    exporter = export.party("EXPORTER").name
    if exporter:
        yield exporter, PLAIN, 7, False
    if lot is not None:
        yield f"PUC {lot.growing_area or '–'}", BOLD, 8, False
        yield f"PHC {lot.packing_house or '–'}", BOLD, 8, True

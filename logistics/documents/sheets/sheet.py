"""A form as clerks know them: a head with title, number and square code, numbered boxes, tables whose head
comes again on every page, and a foot that says what the paper is not.

Everything is laid out from the top down. What is longer than its box makes the box higher, what is longer
than the page goes on on the next: nothing is cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from logistics.documents.sheets.pages import (
    BOLD,
    HEIGHT,
    MM,
    PLAIN,
    WIDTH,
    Box,
    Page,
    Rule,
    Square,
    Text,
    render,
    wrapped,
)

EDGE: Final = 12 * MM
INNER: Final = WIDTH - 2 * EDGE
FOOT: Final = 21 * MM
SMALL: Final = 6.2
SIZE: Final = 8.6
STEP: Final = 1.32
PAD: Final = 1.4 * MM
MOST_LINES: Final = 40
"""Of one box; more go into a box that continues it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file inside the PDF: the same facts for machines."""

    name: str
    content: bytes
    media_type: str
    describes: str


@dataclass(frozen=True, slots=True)
class Words:
    """One meaning in the two languages that stand on every paper."""

    vi: str
    en: str

    def __str__(self) -> str:
        return f"{self.vi} · {self.en}" if self.vi != self.en else self.vi


@dataclass(frozen=True, slots=True)
class Field:
    """A box: its number on the form ("" = none), what it is called, what stands in it. `share` of the row."""

    label: Words
    text: str
    number: str = ""
    share: float = 1.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    label: Words
    share: float
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """`draft`: it is not the authority's paper, and every page says so in white on black."""

    title: Words
    number: str
    dated: str
    address: str
    mark: str
    draft: Words | None = None
    notes: Sequence[Words] = ()


class Sheet:
    """Fill it from the top down, then `pdf()`."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.pages: list[Page] = []
        self.y = 0.0
        self.new_page()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def new_page(self) -> None:
        self.pages.append(Page())
        self.y = HEIGHT - EDGE
        if len(self.pages) == 1:
            self._first_head()
        else:
            self._later_head()

    def _first_head(self) -> None:
        side = 22 * MM
        room = INNER - side - 5 * MM
        self.page.add(Square(WIDTH - EDGE - side, HEIGHT - EDGE - side, side))
        top = self.y
        for line, font, size in self._head_lines(room):
            self.y -= size * STEP
            self.page.add(Text(EDGE, self.y, font, size, line))
        self.y = min(self.y, top - side) - 2.5 * MM
        self._draft_band()

    def _head_lines(self, room: float) -> list[tuple[str, str, float]]:
        head = self.head
        lines = [(line, BOLD, 15.0) for line in wrapped(head.title.en.upper(), BOLD, 15, room)]
        lines += [(line, BOLD, 10.5) for line in wrapped(head.title.vi, BOLD, 10.5, room)]
        said = f"Số · No.: {head.number} | Ngày · Date: {head.dated}"
        return lines + [(line, PLAIN, SIZE) for line in wrapped(said, PLAIN, SIZE, room)]

    def _later_head(self) -> None:
        self.y -= SIZE * STEP
        said = f"{self.head.title.en} · {self.head.number} · {self.head.dated}"
        self.page.add(Text(EDGE, self.y, BOLD, SIZE, said))
        self.y -= 2.2 * MM
        self._draft_band()

    def _draft_band(self) -> None:
        if self.head.draft is None:
            self.page.add(Rule(EDGE, self.y, INNER))
            self.y -= 2 * MM
            return
        lines = wrapped(str(self.head.draft), BOLD, 8, INNER - 2 * PAD)
        height = len(lines) * 8 * STEP + 2 * PAD
        self.page.add(Box(EDGE, self.y - height, INNER, height, filled=True))
        y = self.y - PAD
        for line in lines:
            y -= 8 * STEP
            self.page.add(Text(EDGE + PAD, y + 2, BOLD, 8, line, white=True))
        self.y -= height + 2 * MM

    def need(self, height: float) -> None:
        if self.y - height < FOOT:
            self.new_page()

    def row(self, *fields: Field) -> None:
        """Boxes side by side, as wide as their shares; the highest says how high."""
        total = sum(one.share for one in fields)
        widths = [INNER * one.share / total for one in fields]
        texts = [_lines(one, width) for one, width in zip(fields, widths, strict=True)]
        longest = max(len(lines) for lines in texts)
        for start in range(0, max(longest, 1), MOST_LINES):
            parts = [lines[start : start + MOST_LINES] for lines in texts]
            self._boxes(list(zip(fields, widths, parts, strict=True)), again=start > 0)

    def _boxes(self, boxes: Sequence[tuple[Field, float, list[str]]], *, again: bool) -> None:
        labels = [_label(one, width, again=again) for one, width, _text in boxes]
        label_height = max(len(lines) for lines in labels) * SMALL * STEP
        most = max(len(lines) for _one, _width, lines in boxes)
        height = label_height + max(most, 1) * SIZE * STEP + 2 * PAD
        self.need(height)
        x = EDGE
        for (one, width, lines), label in zip(boxes, labels, strict=True):
            self.page.add(Box(x, self.y - height, width, height))
            self._column(x + PAD, self.y - PAD, label, PLAIN, SMALL)
            below = self.y - PAD - label_height
            self._column(x + PAD, below, lines, BOLD if one.bold else PLAIN, SIZE)
            x += width
        self.y -= height

    def _column(self, x: float, y: float, lines: Sequence[str], font: str, size: float) -> None:
        for line in lines:
            y -= size * STEP
            self.page.add(Text(x, y + size * 0.2, font, size, line))

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, size: float = 7.6) -> None:
        widths = _widths(columns)
        self._table_head(columns, widths)
        for row in rows:
            cells = [
                wrapped(text, PLAIN, size, width - 2 * PAD) for text, width in zip(row, widths, strict=True)
            ]
            height = max(1, *map(len, cells)) * size * STEP + PAD
            if self.y - height < FOOT:
                self.new_page()
                self._table_head(columns, widths)
            self._cells(columns, widths, cells, height, size)

    def _table_head(self, columns: Sequence[Column], widths: Sequence[float]) -> None:
        cells = [
            wrapped(one.label.vi, PLAIN, SMALL, width - 2 * PAD)
            + wrapped(one.label.en, BOLD, SMALL, width - 2 * PAD)
            for one, width in zip(columns, widths, strict=True)
        ]
        height = max(map(len, cells)) * SMALL * STEP + 2 * PAD
        self.need(height + 10 * MM)
        self.page.add(Box(EDGE, self.y - height, INNER, height, filled=True, grey=0.92))
        self._cells(columns, widths, cells, height, SMALL)

    def _cells(
        self,
        columns: Sequence[Column],
        widths: Sequence[float],
        cells: Sequence[Sequence[str]],
        height: float,
        size: float,
    ) -> None:
        x = EDGE
        for column, width, lines in zip(columns, widths, cells, strict=True):
            self.page.add(Box(x, self.y - height, width, height))
            y = self.y - PAD / 2
            for line in lines:
                y -= size * STEP
                right = column.align == "right"
                at = x + width - PAD if right else x + PAD
                self.page.add(Text(at, y + size * 0.2, PLAIN, size, line, "right" if right else "left"))
            x += width
        self.y -= height

    def heading(self, words: Words) -> None:
        self.need(40 * MM)
        self.y -= 10 * STEP + 2 * MM
        self.page.add(Text(EDGE, self.y, BOLD, 10, str(words)))
        self.y -= 2 * MM

    def paragraph(self, text: str, *, bold: bool = False, size: float = SIZE) -> None:
        font = BOLD if bold else PLAIN
        self.y -= 1 * MM
        for line in wrapped(text, font, size, INNER):
            self.need(size * STEP)
            self.y -= size * STEP
            self.page.add(Text(EDGE, self.y, font, size, line))
        self.y -= 1 * MM

    def signature(self, *places: Words) -> None:
        """Empty boxes to sign in: nobody signs for anybody here."""
        height = 26 * MM
        self.y -= 3 * MM
        self.need(height)
        width = INNER / len(places)
        for index, words in enumerate(places):
            x = EDGE + index * width
            self.page.add(Box(x, self.y - height, width, height))
            self._column(x + PAD, self.y - PAD, _both(words, width - 2 * PAD), PLAIN, SMALL)
        self.y -= height

    def pdf(self) -> bytes:
        count = len(self.pages)
        for number, page in enumerate(self.pages, start=1):
            _foot(page, self.head, number, count)
        return render(self.pages, title=f"{self.head.title.en} {self.head.number}", address=self.head.address)


def _foot(page: Page, head: Head, number: int, count: int) -> None:
    y = FOOT - 4 * MM
    page.add(Rule(EDGE, y, INNER))
    for words in head.notes:
        for line in wrapped(str(words), PLAIN, SMALL, INNER - 24 * MM):
            y -= SMALL * STEP
            page.add(Text(EDGE, y, PLAIN, SMALL, line))
    page.add(Text(EDGE, y - SMALL * STEP, PLAIN, SMALL, f"{head.address}   ·   {head.mark}"))
    said = f"Trang · Page {number} / {count}"
    page.add(Text(WIDTH - EDGE, FOOT - 4 * MM - SMALL * STEP, BOLD, SMALL + 0.6, said, "right"))


def _lines(one: Field, width: float) -> list[str]:
    font = BOLD if one.bold else PLAIN
    return [line for part in one.text.splitlines() for line in wrapped(part, font, SIZE, width - 2 * PAD)]


def _label(one: Field, width: float, *, again: bool) -> list[str]:
    number = f"{one.number}. " if one.number else ""
    more = " (tiếp · continued)" if again else ""
    return wrapped(f"{number}{one.label}{more}", PLAIN, SMALL, width - 2 * PAD)


def _both(words: Words, width: float) -> list[str]:
    return [line for text in (words.vi, words.en) for line in wrapped(text, PLAIN, SMALL, width)]


def _widths(columns: Sequence[Column]) -> list[float]:
    total = sum(one.share for one in columns)
    return [INNER * one.share / total for one in columns]

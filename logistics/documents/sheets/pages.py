"""Pages as lists of what is drawn on them, so that "page 1 of n" knows n before anything is drawn.

Points from the lower left corner, as PDF counts. Nothing here knows what a document says.
"""

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Final, Literal

from fontpkg_be_vietnam_pro import ROOT as FONTS
from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PLAIN: Final = "BeVietnamPro-Regular"
BOLD: Final = "BeVietnamPro-Bold"
WIDTH, HEIGHT = A4
QR: Final = "square"


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    font: str
    size: float
    text: str
    align: Literal["left", "right", "centre"] = "left"
    white: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    filled: bool = False
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Square:
    """The square code, `side` wide; what it says is the document's address."""

    x: float
    y: float
    side: float


Mark = Text | Box | Rule | Square


@dataclass(slots=True)
class Page:
    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        self.marks.extend(marks)


def unprintable(text: str) -> str:
    """The letters that the papers' font lacks: Chinese, Japanese, Korean, Arabic, Greek…"""
    register_fonts()
    known = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return "".join(sorted({letter for letter in text if ord(letter) not in known and letter not in "\n\t"}))


def _printed(text: str) -> str:
    """A letter that cannot be printed is seen to be missing; checks say so in words before that."""
    missing = unprintable(text)
    return "".join("?" if letter in missing else letter for letter in text) if missing else text


def width_of(text: str, font: str, size: float) -> float:
    register_fonts()
    return float(pdfmetrics.stringWidth(text, font, size))


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines that fit; a word longer than the line is broken, nothing is left out."""
    register_fonts()
    lines: list[str] = []
    for line in simpleSplit(_printed(text), font, size, width):
        lines.extend(_broken(line, font, size, width))
    return lines


def _broken(line: str, font: str, size: float, width: float) -> list[str]:
    parts = []
    while line and width_of(line, font, size) > width:
        count = next(n for n in range(len(line), 0, -1) if n == 1 or width_of(line[:n], font, size) <= width)
        parts.append(line[:count])
        line = line[count:]
    return [*parts, line] if line else parts


@cache
def register_fonts() -> None:
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / "files" / f"{name}.ttf"))


def render(pages: list[Page], *, title: str, address: str) -> bytes:
    """The same pages give the same bytes."""
    register_fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, initialFontName=PLAIN)
    canvas.setTitle(title)
    canvas.setAuthor("Nhà Nông")
    canvas.setSubject(title)
    _square_form(canvas, address)
    for page in pages:
        for mark in page.marks:
            _draw(canvas, mark)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _square_form(canvas: Canvas, address: str) -> None:
    """Drawn once and placed often: a carton mark for each of thousands of cartons costs a line each."""
    canvas.beginForm(QR, 0, 0, 100, 100)
    QrCode(address, qrLevel="M", width=100, height=100, qrBorder=0).drawOn(canvas, 0, 0)
    canvas.endForm()


def _draw(canvas: Canvas, mark: Mark) -> None:
    if isinstance(mark, Text):
        _text(canvas, mark)
    elif isinstance(mark, Box):
        _box(canvas, mark)
    elif isinstance(mark, Rule):
        canvas.setLineWidth(0.5)
        canvas.line(mark.x, mark.y, mark.x + mark.width, mark.y)
    else:
        _square(canvas, mark)


def _text(canvas: Canvas, mark: Text) -> None:
    canvas.setFont(mark.font, mark.size)
    canvas.setFillGray(1 if mark.white else 0)
    if mark.align == "right":
        canvas.drawRightString(mark.x, mark.y, mark.text)
    elif mark.align == "centre":
        canvas.drawCentredString(mark.x, mark.y, mark.text)
    else:
        canvas.drawString(mark.x, mark.y, mark.text)


def _box(canvas: Canvas, mark: Box) -> None:
    canvas.setLineWidth(0.5)
    canvas.setStrokeGray(0)
    canvas.setFillGray(mark.grey)
    canvas.rect(
        mark.x, mark.y, mark.width, mark.height, stroke=0 if mark.filled else 1, fill=1 if mark.filled else 0
    )


def _square(canvas: Canvas, mark: Square) -> None:
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.translate(mark.x, mark.y)
    canvas.scale(mark.side / 100, mark.side / 100)
    canvas.doForm(QR)
    canvas.restoreState()


MM: Final = mm

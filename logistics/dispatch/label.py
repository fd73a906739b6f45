"""How a label looks: one A6 page, black on white, so that any thermal printer of a post office prints it."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Final

from django.utils.translation import gettext as _
from fontpkg_be_vietnam_pro import ROOT as FONTS
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from logistics.dispatch.values import Address, Label

PLAIN: Final = "BeVietnamPro-Regular"
BOLD: Final = "BeVietnamPro-Bold"
WIDTH, HEIGHT = A6
EDGE: Final = 5 * mm
INNER: Final = WIDTH - 2 * EDGE
QR_SIDE: Final = 25 * mm


def draw_labels(labels: Sequence[Label], *, title: str) -> bytes:
    """A PDF with one page per label; the same labels give the same bytes."""
    _register_fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A6, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for label in labels:
        _draw(canvas, label)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def _register_fonts() -> None:
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / "files" / f"{name}.ttf"))


def _draw(canvas: Canvas, label: Label) -> None:
    """From the top down; every part is told where it begins and says where it ends."""
    y = _heading(canvas, label, HEIGHT - EDGE)
    y = _barcode(canvas, label, y)
    y = _party(canvas, _("Người gửi"), label.sender, y, size=8, lines=1)
    y = _party(canvas, _("Người nhận"), label.recipient, y, size=12, lines=3)
    _cash(canvas, label, y)
    _foot(canvas, label)


def _heading(canvas: Canvas, label: Label, top: float) -> float:
    y: float = top - 5 * mm
    _text(canvas, label.carrier, EDGE, y, BOLD, 14, INNER * 0.6)
    canvas.setFont(BOLD, 11)
    canvas.drawRightString(WIDTH - EDGE, y, label.box)
    _text(canvas, label.service, EDGE, y - 4.2 * mm, PLAIN, 8, INNER * 0.6)
    if label.chilled:
        _chill_mark(canvas, WIDTH - EDGE, y - 6.6 * mm)
    return float(y - 8 * mm)


def _chill_mark(canvas: Canvas, right: float, y: float) -> None:
    """White on black with a snow star: seen from across a room, and no colour is needed."""
    words = _("GIỮ LẠNH")
    width = pdfmetrics.stringWidth(words, BOLD, 9) + 8 * mm
    canvas.roundRect(right - width, y, width, 4.8 * mm, 1 * mm, stroke=0, fill=1)
    canvas.saveState()
    canvas.setStrokeGray(1)
    canvas.setFillGray(1)
    canvas.setFont(BOLD, 9)
    canvas.drawString(right - width + 6 * mm, y + 1.35 * mm, words)
    canvas.setLineWidth(0.9)
    canvas.translate(right - width + 3.2 * mm, y + 2.4 * mm)
    for _arm in range(3):
        canvas.line(-1.6 * mm, 0, 1.6 * mm, 0)
        canvas.rotate(60)
    canvas.restoreState()


def _barcode(canvas: Canvas, label: Label, top: float) -> float:
    code = Code128(label.tracking_code, barHeight=13 * mm, barWidth=0.44 * mm, quiet=0)
    code.drawOn(canvas, (WIDTH - code.width) / 2, top - 13 * mm)
    canvas.setFont(BOLD, 11)
    spaced = f"{label.tracking_code[:3]} {' '.join(_fours(label.tracking_code[3:]))}"
    canvas.drawCentredString(WIDTH / 2, top - 17.2 * mm, spaced)
    return _rule(canvas, top - 19.2 * mm)


def _fours(digits: str) -> list[str]:
    return [digits[start : start + 4] for start in range(0, len(digits), 4)]


def _party(canvas: Canvas, title: str, party: Address, top: float, *, size: float, lines: int) -> float:
    """Name (two lines at most) and telephone in bold, the address on at most `lines` lines, the place."""
    step = size * 1.32
    y = top - 3.2 * mm
    _text(canvas, title, EDGE, y, PLAIN, 6.5, INNER)
    canvas.setFont(BOLD, size)
    canvas.drawRightString(WIDTH - EDGE, y - step, party.telephone)
    room = INNER - pdfmetrics.stringWidth(party.telephone, BOLD, size) - 3 * mm
    y -= 0.8 * mm
    rows = [(line, BOLD, room) for line in _wrap(party.name, BOLD, size, room, 2)]
    rows += [(line, PLAIN, INNER) for line in _wrap(party.address, PLAIN, size, INNER, lines)]
    for line, font, width in [*rows, (party.place, BOLD if lines > 1 else PLAIN, INNER)]:
        y -= step
        _text(canvas, line, EDGE, y, font, size, width)
    return _rule(canvas, y - 2 * mm)


def _cash(canvas: Canvas, label: Label, top: float) -> None:
    y = top - 7.5 * mm
    if label.cash:
        _text(canvas, _("THU HỘ"), EDGE, y, BOLD, 11, 24 * mm)
        canvas.setFont(BOLD, 20)
        canvas.drawRightString(WIDTH - EDGE, y - 0.6 * mm, label.cash)
    else:
        _text(canvas, _("KHÔNG THU TIỀN"), EDGE, y, BOLD, 14, INNER)
    _rule(canvas, y - 3 * mm)


def _foot(canvas: Canvas, label: Label) -> None:
    """The square code on the right; goods, weight and days on the left; the hand-over code at the bottom."""
    right = WIDTH - EDGE - QR_SIDE
    square = QrCode(label.tracking_code, qrLevel="M", width=QR_SIDE, height=QR_SIDE, qrBorder=0)
    square.drawOn(canvas, right, EDGE)
    room = right - EDGE - 4 * mm
    _text(canvas, _("Mã giao hàng"), EDGE, EDGE + 11.4 * mm, PLAIN, 6.5, room)
    canvas.setFont(BOLD, 31)
    canvas.drawString(EDGE, EDGE + 0.8 * mm, " ".join(label.handover_code))
    y = EDGE + QR_SIDE + 4.2 * mm
    _text(canvas, label.weight, EDGE, y, BOLD, 9, room)
    canvas.setFont(PLAIN, 7)
    canvas.drawRightString(WIDTH - EDGE, y, label.undelivered)
    for line in _wrap(label.goods, PLAIN, 7.5, room, 2):
        y -= 3.6 * mm
        _text(canvas, line, EDGE, y, PLAIN, 7.5, room)
    _text(canvas, label.dates, EDGE, EDGE + 15.2 * mm, PLAIN, 7, room)


def _wrap(text: str, font: str, size: float, width: float, most: int) -> list[str]:
    """At most that many lines; the last says with an ellipsis that there was more."""
    lines = simpleSplit(text, font, size, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return list(lines)


def _text(canvas: Canvas, text: str, x: float, y: float, font: str, size: float, width: float) -> None:
    """One line that keeps within its width: set smaller down to three quarters, then cut."""
    natural = pdfmetrics.stringWidth(text, font, size)
    size = max(size * 0.75, min(size, size * width / natural)) if natural else size
    while text and pdfmetrics.stringWidth(text, font, size) > width:
        text = text[:-2].rstrip() + "…" if len(text) > 1 else ""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def _rule(canvas: Canvas, y: float) -> float:
    canvas.setLineWidth(0.5)
    canvas.line(EDGE, y, WIDTH - EDGE, y)
    return y

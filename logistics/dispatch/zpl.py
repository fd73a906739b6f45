"""Labels in ZPL II for thermal printers of 203 dots an inch, A6.

The whole label is one picture (^GFA): fonts of printers in post offices cannot be trusted with Vietnamese,
and what comes out is dot for dot the page that a PDF printer prints. Rows are packed with ZPL's own run
lengths, which every printer since the 1990s reads."""

from collections.abc import Iterator
from itertools import groupby
from threading import Lock
from typing import Final

import pypdfium2
from PIL.Image import Image
from PIL.Image import new as new_image

DOTS_PER_MM: Final = 8  # 203.2 an inch
WIDTH: Final = 105 * DOTS_PER_MM
HEIGHT: Final = 148 * DOTS_PER_MM
BYTES_A_ROW: Final = WIDTH // 8
DARK: Final = 150  # of 255: what is lighter stays white; thin strokes of small letters are kept
_ONE_AT_A_TIME: Final = Lock()  # PDFium is not safe with threads


def zpl_of(pdf: bytes) -> Iterator[str]:
    """One ZPL label (^XA … ^XZ) per page, scaled down to A6 where a page is larger."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
    for number in range(count):
        with _ONE_AT_A_TIME:
            picture = _picture(document, number)
        yield _label(picture)
    with _ONE_AT_A_TIME:
        document.close()


def _picture(document: pypdfium2.PdfDocument, number: int) -> Image:
    page = document[number]
    scale = min(WIDTH / page.get_width(), HEIGHT / page.get_height(), DOTS_PER_MM * 25.4 / 72)
    drawn: Image = page.render(scale=scale, grayscale=True).to_pil()
    sheet = new_image("L", (WIDTH, HEIGHT), 255)
    sheet.paste(drawn.convert("L"))
    return sheet.point(lambda grey: 255 if grey < DARK else 0).convert("1")


def _label(picture: Image) -> str:
    dots = picture.tobytes()
    rows = [dots[start : start + BYTES_A_ROW].hex().upper() for start in range(0, len(dots), BYTES_A_ROW)]
    size = BYTES_A_ROW * HEIGHT
    graphic = f"^GFA,{size},{size},{BYTES_A_ROW},{''.join(_packed(rows))}"
    return f"^XA^PW{WIDTH}^LL{HEIGHT}^LH0,0^FO0,0{graphic}^FS^XZ\n"


def _packed(rows: list[str]) -> Iterator[str]:
    """`:` repeats the row before, `,` fills with white and `!` with black to the end of the row."""
    before = None
    for row in rows:
        if row == before:
            yield ":"
            continue
        before = row
        for filler, sign in (("0", ","), ("F", "!")):
            short = row.rstrip(filler)
            if len(short) < len(row):
                yield _runs(short) + sign
                break
        else:
            yield _runs(row)


def _runs(digits: str) -> str:
    """`G`-`Y` stand for 1-19 repetitions of the next digit, `g`-`z` for 20, 40 … 400."""
    return "".join(_run(digit, len(list(same))) for digit, same in groupby(digits))


def _run(digit: str, count: int) -> str:
    if count < 3:
        return digit * count
    twenties, ones = divmod(count, 20)
    many = chr(ord("g") + twenties - 1) if twenties else ""
    return many + (chr(ord("G") + ones - 1) if ones else "") + digit

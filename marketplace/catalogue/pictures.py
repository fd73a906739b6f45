"""Pixels: is an upload a picture we can use, and its three sizes, upright, 4:3, without what the camera
wrote into it.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.core.files import File
from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.catalogue.grounds import ground_of
from marketplace.catalogue.refusals import PhotoTooLarge, PhotoTooManyPixels, PhotoTooSmall, PhotoUnreadable

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""More than telephones take (48 megapixels). A small file can unpack into far more: a decompression bomb."""
MOST_WHOLE_PIXELS = 16_000_000
"""Of what cannot be decoded at a part of its size, as JPEG can: the worker holds all of it several times."""
SMALLEST_SIDE = 240
WIDTHS = (160, 320, 640)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a photo in one format; `format` is also the ending of its file."""

    width: int
    format: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Pictures:
    renditions: list[Rendition]
    ground: int


def check_upload(file: "File[bytes]") -> tuple[int, int]:
    """Width and height, from the header alone: nothing is unpacked before the size is known to be bearable.

    What the file is is read from its first bytes, never from its name or what the browser says.
    """
    if (file.size or 0) > MOST_BYTES:
        raise PhotoTooLarge(megabytes=MOST_BYTES // 1024 // 1024)
    with _readable(), Image.open(file, formats=FORMATS) as image:
        _check_pixels(image)
        width, height = image.size
    file.seek(0)
    if min(width, height) < SMALLEST_SIDE:
        raise PhotoTooSmall
    return width, height


def make_pictures(file: IO[bytes]) -> Pictures:
    """Every size in AVIF and JPEG, and the number of the colour to show while they load. PhotoUnreadable
    if broken.
    """
    with _readable(), Image.open(file, formats=FORMATS) as image:
        _check_pixels(image)
        image.draft(
            "RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1])
        )  # a large JPEG is decoded at half or quarter size
        upright = ImageOps.exif_transpose(image)
        flat = _on_white(upright)
    largest = ImageOps.fit(flat, _size(WIDTHS[-1]), Image.Resampling.LANCZOS)
    renditions = [rendition for width in WIDTHS for rendition in _renditions(largest, width)]
    return Pictures(renditions=renditions, ground=ground_of(_mean(largest)))


def _check_pixels(image: Image.Image) -> None:
    most = MOST_PIXELS if image.format == "JPEG" else MOST_WHOLE_PIXELS
    if image.width * image.height > most:
        raise PhotoTooManyPixels


def _on_white(image: Image.Image) -> Image.Image:
    """RGB without metadata; what was transparent becomes white."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    picture = image.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture).convert("RGB")


def _renditions(largest: Image.Image, width: int) -> Iterator[Rendition]:
    picture = largest.resize(_size(width), Image.Resampling.LANCZOS) if width != largest.width else largest
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())  # no EXIF, no profile comes along
    for name, options in (("avif", {"quality": 52, "speed": 7}), ("jpg", {"quality": 76, "optimize": True})):
        buffer = BytesIO()
        bare.save(buffer, format="JPEG" if name == "jpg" else "AVIF", **options)
        yield Rendition(width, name, buffer.getvalue())


def _size(width: int) -> tuple[int, int]:
    return width, width * 3 // 4


def _mean(image: Image.Image) -> tuple[int, int, int]:
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).tobytes()
    return red, green, blue


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever Pillow makes of a broken or hostile file is one refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise PhotoTooManyPixels from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as problem:
        raise PhotoUnreadable from problem

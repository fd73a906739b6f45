"""Pictures that carriers and staff hand in as evidence: looked at, and kept where only a view that asks who
it is gives them out."""

import hashlib
import warnings
from io import BytesIO
from typing import Final, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, UnidentifiedImageError

from logistics.dispatch.refusals import PictureUnreadable

MOST_BYTES: Final = 1_000_000
MOST_PIXELS: Final = 30_000_000
KINDS: Final = {"JPEG": "jpg", "PNG": "png"}
_STORE: Final = "papers"


class Kept(NamedTuple):
    name: str
    sha256: str
    size: int


def keep_picture(content: bytes, *, folder: str, field: str) -> Kept:
    """Store a JPEG or PNG under its own hash. PictureUnreadable for anything else, too large or too many
    pixels."""
    kind = _kind_of(content, field)
    digest = hashlib.sha256(content).hexdigest()
    name = f"carriage/{folder}/{digest}.{KINDS[kind]}"
    if not storages[_STORE].exists(name):
        storages[_STORE].save(name, ContentFile(content))
    return Kept(name, digest, len(content))


def read_picture(name: str) -> bytes:
    with storages[_STORE].open(name) as file:
        return bytes(file.read())


def _kind_of(content: bytes, field: str) -> str:
    """By its first bytes and its frame; the pixels are not decoded."""
    if not 0 < len(content) <= MOST_BYTES:
        raise PictureUnreadable(field=field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(KINDS)) as picture:
                width, height = picture.size
                kind = str(picture.format)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as broken:
        raise PictureUnreadable(field=field) from broken
    if width * height > MOST_PIXELS:
        raise PictureUnreadable(field=field)
    return kind

"""The colour behind a picture of ours while it loads, counted once a process from the smallest file."""

from functools import cache
from pathlib import Path

from PIL import Image

from marketplace.catalogue.grounds import ground_of

PICTURES = Path(__file__).resolve().parents[2] / "fixtures" / "pictures"


@cache
def shared_ground(base: str) -> int:
    with Image.open(PICTURES / f"{base}-160.jpg") as picture:
        red, green, blue = picture.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return ground_of((int(red), int(green), int(blue)))

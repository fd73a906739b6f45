"""What a first visit loads, from the real answers: at most 100 KB compressed without photos, 50 KB script."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from search.operations import index_dirty
from tests.factories.catalogue import PhotoFactory
from tests.factories.orders import on_sale

pytestmark = pytest.mark.usefixtures("shop")

FIRST_LOAD, SCRIPT, OURS = 100_000, 50_000, 8_000


def squeezed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def linked(html: str, pattern: str) -> list[bytes]:
    found = []
    for name in re.findall(pattern, html):
        path = finders.find(name.removeprefix("/static/"))
        assert isinstance(path, str), name
        found.append(Path(path).read_bytes())
    return found


@pytest.mark.parametrize("address", ["/", "/tim", "/dang-nhap", "/gio", "/giao-den", "/mua"])
def test_the_first_load_of_a_public_page_is_small(buyer: Client, address: str) -> None:
    listings = [on_sale() for _ in range(24)]
    for listing in listings:
        PhotoFactory.create(listing=listing)
    while index_dirty(limit=500).count:
        pass
    page = buyer.get(f"/mua/{listings[0].slug}" if address == "/mua" else address)
    html = page.content.decode()

    scripts = sum(map(squeezed, linked(html, r'<script src="([^"]+)"')))
    styles = sum(map(squeezed, linked(html, r'<link rel="stylesheet" href="([^"]+)"')))

    assert scripts <= SCRIPT
    assert squeezed(page.content) + scripts + styles <= FIRST_LOAD


def test_our_own_script_is_a_few_kilobytes() -> None:
    path = finders.find("js/house.js")
    assert isinstance(path, str)

    assert squeezed(Path(path).read_bytes()) <= OURS


def test_only_the_first_photos_load_at_once(buyer: Client) -> None:
    for _ in range(24):
        PhotoFactory.create(listing=on_sale())
    while index_dirty(limit=500).count:
        pass

    images = re.findall(r"<img [^>]+>", buyer.get("/tim").content.decode())

    assert len(images) == 24
    assert sum('loading="lazy"' not in image for image in images) == 3
    assert all('width="640" height="480"' in image for image in images)

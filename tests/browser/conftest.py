"""A shop on a port of its own, looked at with Debian's chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from kernel.clock import now
from logistics.carriers.loading import load
from logistics.carriers.models import RateCardVersion
from marketplace.catalogue.models import Listing
from search.operations import index_dirty
from tests.factories.catalogue import PhotoFactory, TierFactory
from tests.factories.orders import on_sale


@pytest.fixture
def goods(transactional_db: None) -> list[Listing]:
    """Six things on sale with photos, the first with tiers."""
    RateCardVersion.objects.get_or_create(id=1, defaults={"changed_at": now()})
    load(Path(settings.BASE_DIR) / "fixtures" / "carriers")
    made = [on_sale(at=now()) for _ in range(6)]
    TierFactory.create(listing=made[0])
    for listing in made:
        PhotoFactory.create(listing=listing, base="shared/lychee-1")
    while index_dirty(limit=500).count:
        pass
    return made


@pytest.fixture
def address(live_server: LiveServer, goods: list[Listing]) -> str:
    return live_server.url


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    """A telephone, with scripts; whatever its console complains about fails the test."""
    context = chrome.new_context(viewport={"width": 360, "height": 760}, locale="vi-VN")
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def plain_page(chrome: Browser) -> Iterator[Page]:
    """The same without scripts."""
    context = chrome.new_context(viewport={"width": 360, "height": 760}, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()

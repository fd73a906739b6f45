"""Debian's chromium for all tests of one process: Playwright can be started only once in a thread."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.needs import chromium


@pytest.fixture(scope="session")
def chrome(django_db_setup: None) -> Iterator[Browser]:
    """One browser for the whole run. Closed before the test database is dropped: it keeps its lines open."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # an event loop stays in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()

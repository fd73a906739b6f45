from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.factories.goods import load_commodities


@pytest.fixture
def commodities(db: None) -> None:
    """All commodities with their units, as the fixture tells them."""
    load_commodities()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    """Storages of the test's own: `media` is what the public may fetch, `originals` what it may not."""
    system = "django.core.files.storage.FileSystemStorage"
    folders = {
        "default": {"BACKEND": system, "OPTIONS": {"location": tmp_path / "media", "base_url": "/media/"}},
        "originals": {"BACKEND": system, "OPTIONS": {"location": tmp_path / "originals"}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=folders):
        yield tmp_path

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from logistics.goods.models import UnitFactor
from logistics.goods.queries import forget
from tests.factories.catalogue import lychee
from tests.factories.goods import CommodityFactory


@pytest.fixture
def commodities(db: None) -> None:
    """Lychees, mangoes, coconuts by the piece and rice that keeps, with the units that the tests speak of."""
    fruit = lychee()
    CommodityFactory.create(code="xoai-cat-hoa-loc", name_vi="Xoài cát Hòa Lộc")
    coconut = CommodityFactory.create(code="dua-kho", name_vi="Dừa khô", piece_weight_g=1_500)
    CommodityFactory.create(code="gao-st25", name_vi="Gạo ST25", shelf_life_days=None)
    UnitFactor.objects.bulk_create(
        [
            UnitFactor(unit="kg", base="g", factor=1_000, label="1 kg"),
            UnitFactor(unit="yen", base="g", factor=10_000, label="1 yến (10 kg)"),
            UnitFactor(unit="piece", base="piece", factor=1, label="1 trái"),
            UnitFactor(unit="chuc", base="piece", factor=10, label="1 chục (10 trái)"),
            UnitFactor(commodity=fruit, unit="box", base="g", factor=5_000, label="1 thùng xốp (5 kg)"),
            UnitFactor(
                commodity=coconut,
                province_code="86",
                unit="chuc",
                base="piece",
                factor=12,
                label="1 chục (12 trái)",
            ),
        ]
    )
    forget()


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

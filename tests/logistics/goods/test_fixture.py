"""The 44 commodities of fixtures/commodities.yaml: complete, sourced, and loaded as they are written."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from logistics.goods.models import Commodity, UnitFactor
from logistics.goods.queries import commodities, commodity

FILE = Path(settings.BASE_DIR) / "fixtures" / "commodities.yaml"

pytestmark = pytest.mark.django_db


def loaded(file: Path = FILE) -> str:
    said = StringIO()
    call_command("load_commodities", "--file", str(file), stdout=said)
    return said.getvalue()


def changed(tmp_path: Path, **fields: Any) -> Path:
    """The file with its first commodity changed."""
    content = yaml.safe_load(FILE.read_text())
    content["commodities"][0].update(fields)
    file = tmp_path / "commodities.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True))
    return file


def test_all_44_are_loaded_and_a_second_load_changes_nothing() -> None:
    assert "goods.Commodity: 44 added" in loaded()
    again = loaded()
    assert "goods.Commodity: 0 added, 0 changed, 0 gone, 44 as before" in again
    assert "goods.UnitFactor: 0 added, 0 changed, 0 gone" in again


def test_a_correction_says_what_changed_and_processes_hear_of_it(tmp_path: Path) -> None:
    loaded()
    assert commodity("vai-thieu").shelf_life_days == 5
    assert "  ~ vai-thieu: shelf_life_days" in loaded(changed(tmp_path, shelf_life_days=4))
    assert commodity("vai-thieu").shelf_life_days == 4


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"colour": "red"}, "vai-thieu: unknown field colour"),
        ({"group": "MEAT"}, "MEAT is no group"),
        ({"sources": ["F999"]}, "no source F999"),
        ({"provinces": ["02"]}, "02 is no province of today"),
        ({"months": [13]}, "months are 1 to 12"),
        ({"peak_months": [1]}, "peak months are among them"),
        ({"unverified": ["taste"]}, "unverified names taste"),
        ({"units": [{"unit": "pinch", "base": "g", "factor": 1, "label": "1"}]}, "pinch in g is no unit"),
        ({"prices": [{"low": 1, "high": 2, "noted_on": "x"}]}, "missing field source"),
    ],
)
def test_a_wrong_row_is_refused_by_name_and_nothing_is_written(
    tmp_path: Path, fields: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(CommandError, match=complaint):
        loaded(changed(tmp_path, **fields))
    assert not Commodity.objects.exists()


def test_every_commodity_says_what_is_known_and_what_is_not() -> None:
    loaded()
    for goods in commodities():
        assert goods.sources, goods.code
        assert goods.picture_kinds, goods.code
        assert len(goods.hs6) == 6, goods.code
        assert goods.provinces, goods.code
        assert goods.months, goods.code
        assert goods.dry or goods.shelf_life_days, goods.code
        if goods.price_low is None:
            assert {"price_low", "price_high"} <= set(goods.unverified), goods.code
        else:
            assert goods.prices, goods.code
        if goods.piece_weight_g:
            assert "piece_weight_g" in set(goods.unverified) or goods.code == "xoai-cat-hoa-loc", goods.code


def test_prices_in_another_unit_stay_in_it() -> None:
    loaded()
    coconut, honey, potato = (commodity(code) for code in ("dua-kho", "mat-ong-bac-ha", "khoai-lang-tim"))
    assert (coconut.price_unit, coconut.price_factor, coconut.price_low) == ("chuc", 12, 110_000)
    assert (honey.price_unit, honey.price_factor, honey.price_high) == ("litre", 1400, 700_000)
    assert (potato.price_unit, potato.price_factor, potato.price_low) == ("ta", 60_000, 500_000)


def test_every_price_range_has_the_unit_it_is_given_in() -> None:
    loaded()
    for goods in commodities():
        factors = UnitFactor.objects.filter(unit=goods.price_unit, factor=goods.price_factor)
        assert factors.exists(), goods.code


def test_the_pictures_that_are_named_exist() -> None:
    loaded()
    folder = Path(settings.BASE_DIR) / "fixtures" / "pictures"
    if not any(folder.glob("*.avif")):
        pytest.skip("fixtures/pictures is empty")
    for kind in {kind for goods in commodities() for kind in goods.picture_kinds}:
        assert (folder / f"{kind}-1-640.avif").exists(), kind

"""The map as rows: loaded again and again, versions kept apart."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from kernel.places.atlas import newest_folder
from kernel.places.loading import load
from kernel.places.models import Commune, OldUnit, Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """A made-up map of a later day."""
    folder = tmp_path / "2027-01-01"
    shutil.copytree(newest_folder(), folder)
    return folder


def loaded(folder: Path | None = None) -> str:
    said = StringIO()
    call_command("load_places", *(("--folder", str(folder)) if folder else ()), stdout=said)
    return said.getvalue()


def test_the_tables_hold_the_whole_map_and_a_second_load_changes_nothing() -> None:
    assert "places.Commune: 3321 added" in loaded()
    assert (Province.objects.count(), Commune.objects.count()) == (34, 3321)
    assert OldUnit.objects.filter(level="commune").count() == 10_035
    again = loaded()
    assert "places.Commune: 0 added, 0 changed, 0 gone, 3321 as before" in again
    assert "places.OldUnit: 0 added, 0 changed, 0 gone, 10794 as before" in again


def test_communes_are_listed_in_the_order_of_the_alphabet() -> None:
    load()
    names = list(
        Commune.objects.filter(province="01").order_by("sort_key").values_list("name", flat=True)[:4]
    )
    assert names == ["An Khánh", "Ba Đình", "Ba Vì", "Bạch Mai"]


def test_old_bac_giang_went_into_bac_ninh() -> None:
    load()
    codes = OldUnit.objects.get(level="province", code="24").commune_codes
    assert set(Commune.objects.filter(code__in=codes).values_list("province_id", flat=True)) == {"24"}
    assert Province.objects.get(code="24").name == "Bắc Ninh"


def test_a_later_map_retires_what_it_no_longer_has_and_renames(next_version: Path) -> None:
    load()
    communes = next_version / "communes.csv"
    kept = [line for line in communes.read_text().splitlines() if not line.startswith("24823,")]
    communes.write_text("\n".join(kept).replace("ward,Cầu Giấy,", "ward,Dịch Vọng,") + "\n")
    old = next_version / "old_communes.csv"
    old.write_text(old.read_text().replace(",24823", ",24820"))
    said = loaded(next_version)
    assert "  - 24823" in said
    assert "  ~ 00166: full_name, name, folded, sort_key, admin_version" in said
    assert Commune.objects.get(code="24823").retired_in == "2027-01-01"
    assert Commune.objects.get(code="00166").full_name == "Phường Dịch Vọng"


def test_an_unknown_column_is_refused_and_nothing_is_written(next_version: Path) -> None:
    provinces = next_version / "provinces.csv"
    provinces.write_text(provinces.read_text().replace("latitude,longitude", "latitude,longitude,anthem", 1))
    with translation.override("en"), pytest.raises(CommandError, match="columns must be"):
        loaded(next_version)
    assert Province.objects.count() == 0

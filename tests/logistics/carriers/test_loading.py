"""Rate cards from files: repeatable, and strict about what they say."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from kernel.places.queries import provinces
from logistics.carriers.models import Carrier, Service, ZoneProvince
from logistics.carriers.queries import carriers

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "carriers"

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "carriers"))


def loaded(folder: Path = FOLDER) -> str:
    said = StringIO()
    call_command("load_carriers", "--folder", str(folder), stdout=said)
    return said.getvalue()


def changed(folder: Path, old: str, new: str) -> Path:
    file = folder / "vnpost.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    return folder


def test_six_carriers_are_loaded_and_a_second_load_changes_nothing() -> None:
    assert "carriers.Carrier: 6 added" in loaded()
    again = loaded()
    assert [line for line in again.splitlines() if " 0 added, 0 changed, 0 gone, " not in line] == []


def test_every_carrier_is_plainly_a_demonstration() -> None:
    loaded()
    assert [carrier.code for carrier in carriers()] == [
        "vnpost",
        "viettelpost",
        "ghn",
        "ghtk",
        "communepost",
        "ems",
    ]
    assert all(carrier.is_demo for carrier in carriers())
    assert all("minh họa" in carrier.tariff_note for carrier in carriers())


def test_every_province_has_a_region() -> None:
    loaded()
    assert set(ZoneProvince.objects.values_list("province_code", flat=True)) == {
        place.code for place in provinces()
    }


def test_a_new_price_is_told_and_what_was_dropped_stays(folder: Path) -> None:
    loaded()
    (folder / "ghn.yaml").unlink()
    said = loaded(changed(folder, "6000: 28000", "6000: 29000"))
    assert "carriers.WeightStep: 0 added, 1 changed" in said
    assert "  - ghn" in said
    assert Carrier.objects.filter(code="ghn").exists()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("is_demo: true", "is_demo: true\ncolour: red", "vnpost.yaml: unknown field colour"),
        ("    cut_off_hour: 15", "    cutoff: 15", "unknown field cutoff"),
        ("zone: same_commune", "zone: next_door", "zone is 'next_door'"),
        ("temperature: chilled", "temperature: warm", "temperature is 'warm'"),
        ("6000: 28000", "6000: 2800", "their prices must not fall"),
        ("promised_hours: 8", "promised: 8", "unknown field promised"),
    ],
)
def test_a_wrong_row_is_refused_by_name_and_nothing_is_written(
    folder: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(CommandError, match=complaint):
        loaded(changed(folder, old, new))
    assert not Service.objects.exists()

"""The shipped map against the package `vietnam-provinces`, which other people made from the same decree.

docs/places-differences.csv lists the units whose codes differ; this test keeps the list true.
"""

import csv
import unicodedata
from io import StringIO
from pathlib import Path

import vietnam_provinces
from django.conf import settings
from django.core.management import call_command

from kernel.places.atlas import atlas, newest_folder
from kernel.text import tidy

LISTED = Path(settings.BASE_DIR) / "docs" / "places-differences.csv"

Named = tuple[str, str]


def named(province_code: str, name: str) -> Named:
    """A unit by province and name. Apostrophes, hyphens, y for i and capitals are spelling, not a
    difference.
    """
    letters = unicodedata.normalize("NFD", tidy(name).lower().replace("’", "'")).replace("y", "i")
    return province_code, "".join(
        letter for letter in letters if letter.isalnum() or unicodedata.combining(letter)
    )


def shipped() -> dict[Named, tuple[str, str]]:
    """Unit → its code and its name as we write it."""
    return {
        named(place.province_code, place.full_name): (place.code, place.label)
        for place in atlas().communes.values()
    }


def other() -> dict[Named, str]:
    """Unit → its code in the second source."""
    return {
        named(f"{ward.province_code.value:02}", ward.name): f"{ward.code.value:05}"
        for ward in vietnam_provinces.Ward.iter_all()
    }


def differences() -> list[tuple[str, str, str]]:
    """Name, code here, code there."""
    theirs = other()
    rows = [(label, code, theirs.get(unit, "")) for unit, (code, label) in shipped().items()]
    return sorted((row for row in rows if row[1] != row[2]), key=lambda row: row[1])


def test_the_shipped_files_are_what_the_package_gives(tmp_path: Path) -> None:
    call_command("build_places", "--folder", str(tmp_path), stdout=StringIO())
    for shipped_file in newest_folder().glob("*.csv"):
        assert (tmp_path / newest_folder().name / shipped_file.name).read_text() == shipped_file.read_text()


def test_both_know_the_same_units_by_name() -> None:
    assert len(shipped()) == len(atlas().communes) == 3321
    assert shipped().keys() == other().keys()


def test_the_codes_that_differ_are_those_that_are_listed() -> None:
    with LISTED.open(encoding="utf-8", newline="") as file:
        listed = [tuple(row) for row in csv.reader(file)][1:]
    assert differences() == listed


def test_114_codes_stand_on_one_side_only() -> None:
    ours, theirs = {code for code, _label in shipped().values()}, set(other().values())
    assert (len(ours - theirs), len(theirs - ours)) == (114, 114)

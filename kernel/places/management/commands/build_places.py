"""Writes fixtures/places/<version>/*.csv from the development package `vietnamadminunits` (MIT).

For developers, when the package has news; the product reads the files and never needs the package. Units of
today are in the order of the Vietnamese alphabet, so that readers need not sort.
"""

import csv
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.places.atlas import COLUMNS
from kernel.places.enums import CommuneKind, ProvinceKind
from kernel.text import sort_key

KINDS = {"Xã": CommuneKind.COMMUNE, "Phường": CommuneKind.WARD, "Đặc khu": CommuneKind.SPECIAL_ZONE}

KIND_WORDS = ("thitran", "phuong", "xa", "thanhpho", "thixa", "huyen", "quan", "tx", "tp", "tt")

NEW = """
    SELECT provinceCode, provinceShort, province, provinceLat, provinceLon, provinceKey,
           wardCode, ward, wardLat, wardLon, wardKey
    FROM admin_units
"""
OLD = """
    SELECT provinceCode, province, districtCode, district, districtKey, districtAlias, provinceKey,
           wardCode, ward, wardKey, wardAlias
    FROM admin_units_legacy
"""

Row = Mapping[str, Any]
Successors = Mapping[str, list[str]]


class Command(BaseCommand):
    help = "Write fixtures/places from the development package vietnamadminunits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--version-name", default="2025-07-01", help="the day the map took effect")
        parser.add_argument("--folder", default=str(settings.BASE_DIR / "fixtures" / "places"))

    def handle(self, *_args: object, **options: Any) -> None:
        folder = Path(options["folder"]) / options["version_name"]
        folder.mkdir(parents=True, exist_ok=True)
        new, old = _rows(NEW), _rows(OLD)
        became = _successors(new)
        files = {
            "provinces": _provinces(new),
            "communes": _communes(new),
            "old_provinces": _old_provinces(old),
            "old_districts": _old_districts(old, became),
            "old_communes": _old_communes(old, became),
        }
        for name, rows in files.items():
            count = _write(folder / f"{name}.csv", COLUMNS[name], rows)
            self.stdout.write(f"{name}: {count}")


def _data() -> Path:
    try:
        return Path(str(resources.files("vietnamadminunits"))) / "data"
    except ModuleNotFoundError as missing:
        raise CommandError(
            "vietnamadminunits is not installed; it is one of the development packages."
        ) from missing


def _rows(sql: str) -> list[Row]:
    with sqlite3.connect(_data() / "dataset.db") as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(sql)]


def _successors(new: Sequence[Row]) -> dict[str, list[str]]:
    """Old key "province_district_commune" → codes of today; where it was divided, the package's default
    first.
    """
    codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new}
    converter = json.loads((_data() / "converter_2025.json").read_text("utf-8"))
    became: dict[str, list[str]] = {}
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for key, olds in communes.items():
            for old in olds:
                became[old] = [codes[province, key]]
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            likeliest_first = sorted(
                parts, key=lambda part: (not part["isDefaultNewWard"], part["newWardKey"])
            )
            became[old] = [codes[province, part["newWardKey"]] for part in likeliest_first]
    return became


def _provinces(new: Sequence[Row]) -> Iterable[Sequence[object]]:
    seen = {row["provinceCode"]: row for row in new}
    for row in sorted(seen.values(), key=lambda row: sort_key(row["provinceShort"])):
        kind = ProvinceKind.CITY if row["province"].startswith("Thành phố") else ProvinceKind.PROVINCE
        yield row["provinceCode"], kind, row["provinceShort"], row["provinceLat"], row["provinceLon"]


def _communes(new: Sequence[Row]) -> Iterable[Sequence[object]]:
    for row in sorted(new, key=lambda row: (sort_key(_name(row)), row["wardCode"])):
        kind = next(kind for word, kind in KINDS.items() if row["ward"].startswith(word))
        yield row["wardCode"], row["provinceCode"], kind, _name(row), row["wardLat"], row["wardLon"]


def _name(row: Row) -> str:
    """The name without its kind. The column wardType is not used: it contradicts four names, and a second
    source (tests/kernel/places/test_second_source.py) sides with the names.
    """
    name = str(row["ward"])
    return name.removeprefix(next(word for word in KINDS if name.startswith(word))).strip()


def _old_provinces(old: Sequence[Row]) -> Iterable[Sequence[object]]:
    return sorted({(row["provinceCode"], row["province"]) for row in old})


def _old_districts(old: Sequence[Row], became: Successors) -> Iterable[Sequence[object]]:
    """`communes` only for the five island districts that had no communes; the others follow from theirs."""
    for row in sorted(
        {row["districtCode"]: row for row in old}.values(), key=lambda row: row["districtCode"]
    ):
        own = [] if row["wardCode"] else became[_key(row)]
        yield (
            row["districtCode"],
            row["provinceCode"],
            row["district"],
            _aliases(row["districtAlias"], row["districtKey"]),
            " ".join(own),
        )


def _old_communes(old: Sequence[Row], became: Successors) -> Iterable[Sequence[object]]:
    for row in sorted((row for row in old if row["wardCode"]), key=lambda row: row["wardCode"]):
        successors = " ".join(became[_key(row)])
        yield (
            row["wardCode"],
            row["districtCode"],
            row["ward"],
            _aliases(row["wardAlias"], row["wardKey"]),
            successors,
        )


def _key(row: Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"


def _aliases(found: str | None, own_key: str) -> str:
    """Older names, folded and run together: "quynhloi"; with the kind only where nothing but the kind was
    another ("xaphuongson", a phường since).
    """
    own = _without_kind(own_key)
    names = dict.fromkeys(json.loads(found or "[]"))
    wanted = (name if _without_kind(name) == own else _without_kind(name) for name in names)
    return " ".join(name for name in dict.fromkeys(wanted) if name not in (own, own_key))


def _without_kind(key: str) -> str:
    word = next((word for word in KIND_WORDS if key.startswith(word) and len(key) > len(word) + 1), "")
    return key.removeprefix(word)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    found = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(found)
    return len(found)

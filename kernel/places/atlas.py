"""The administrative map in memory, read once per process from fixtures/places/<newest version>/*.csv.

The files are the truth, dated and generated; the tables of this app are their copy for joins and for the
admin. So looking up and searching work in every process, with or without a database.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from kernel.places.enums import CommuneKind, ProvinceKind
from kernel.reference import FixtureError


class Place(NamedTuple):
    """A commune of today with its province. Coordinates are WGS 84 degrees of its middle."""

    code: str
    name: str
    full_name: str
    province_code: str
    province_name: str
    latitude: float
    longitude: float

    @property
    def label(self) -> str:
        return f"{self.full_name}, {self.province_name}"


@dataclass(frozen=True, slots=True)
class ProvincePlace:
    code: str
    name: str
    full_name: str
    kind: ProvinceKind
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class OldPlace:
    """A district or commune of before the reform. `name` carries its kind ("Xã Phượng Sơn"), `within` the
    units above it; `aliases` are still older names, folded and run together; `communes` has the likeliest
    successor first.
    """

    code: str
    name: str
    within: str
    aliases: tuple[str, ...]
    communes: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.name}, {self.within}" if self.within else self.name


@dataclass(frozen=True, slots=True)
class Atlas:
    """Mappings are in the order of the Vietnamese alphabet (old units: in the order of their codes)."""

    version: str
    provinces: Mapping[str, ProvincePlace]
    communes: Mapping[str, Place]
    kinds: Mapping[str, CommuneKind]
    old_provinces: Mapping[str, str]
    old_districts: Mapping[str, OldPlace]
    old_communes: Mapping[str, OldPlace]


def newest_folder() -> Path:
    """Versions are named by the day from which they hold, so the newest sorts last."""
    return max(path for path in (settings.BASE_DIR / "fixtures" / "places").iterdir() if path.is_dir())


@cache
def atlas() -> Atlas:
    """The newest map. Two threads that ask at once may both read it; the result is the same."""
    return read_atlas(newest_folder())


def read_atlas(folder: Path) -> Atlas:
    provinces = {row["code"]: _province(row) for row in _rows(folder / "provinces.csv")}
    rows = _rows(folder / "communes.csv")
    old_provinces = {row["code"]: row["name"] for row in _rows(folder / "old_provinces.csv")}
    communes_in = _grouped(folder)
    old_districts = {
        row["code"]: _old(row, old_provinces[row["province"]], communes_in.get(row["code"], ()))
        for row in _rows(folder / "old_districts.csv")
    }
    return Atlas(
        version=folder.name,
        provinces=provinces,
        communes={row["code"]: _commune(row, provinces[row["province"]]) for row in rows},
        kinds={row["code"]: CommuneKind(row["kind"]) for row in rows},
        old_provinces=old_provinces,
        old_districts=old_districts,
        old_communes={
            row["code"]: _old(row, old_districts[row["district"]].label)
            for row in _rows(folder / "old_communes.csv")
        },
    )


COLUMNS = {
    "provinces": ["code", "kind", "name", "latitude", "longitude"],
    "communes": ["code", "province", "kind", "name", "latitude", "longitude"],
    "old_provinces": ["code", "name"],
    "old_districts": ["code", "province", "name", "aliases", "communes"],
    "old_communes": ["code", "district", "name", "aliases", "communes"],
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS[path.stem]:
            raise FixtureError(f"{path.name}: columns must be {', '.join(COLUMNS[path.stem])}")
        return list(reader)


def _province(row: Mapping[str, str]) -> ProvincePlace:
    kind = ProvinceKind(row["kind"])
    name = row["name"]
    prefix = "Thành phố" if kind is ProvinceKind.CITY else "Tỉnh"
    return ProvincePlace(
        row["code"], name, f"{prefix} {name}", kind, float(row["latitude"]), float(row["longitude"])
    )


_KIND_WORDS = {
    CommuneKind.COMMUNE.value: "Xã",
    CommuneKind.WARD.value: "Phường",
    CommuneKind.SPECIAL_ZONE.value: "Đặc khu",
}


def _commune(row: Mapping[str, str], province: ProvincePlace) -> Place:
    return Place(
        row["code"],
        row["name"],
        f"{_KIND_WORDS[row['kind']]} {row['name']}",
        province.code,
        province.name,
        float(row["latitude"]),
        float(row["longitude"]),
    )


def _old(row: Mapping[str, str], within: str, of_its_communes: Sequence[str] = ()) -> OldPlace:
    communes = tuple(row["communes"].split()) or tuple(of_its_communes)
    return OldPlace(row["code"], row["name"], within, tuple(row["aliases"].split()), communes)


def _grouped(folder: Path) -> dict[str, tuple[str, ...]]:
    """Old district → what its communes became, the successor of most of them first."""
    counts: dict[str, dict[str, int]] = {}
    for row in _rows(folder / "old_communes.csv"):
        of_district = counts.setdefault(row["district"], {})
        for code in row["communes"].split()[:1]:
            of_district[code] = of_district.get(code, 0) + 1
        for code in row["communes"].split()[1:]:
            of_district.setdefault(code, 0)
    return {district: tuple(_most_first(of_district)) for district, of_district in counts.items()}


def _most_first(counts: Mapping[str, int]) -> Iterator[str]:
    return iter(sorted(counts, key=lambda code: (-counts[code], code)))

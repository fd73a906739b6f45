"""The administrative map from fixtures/places into the tables: a copy of the atlas for joins and for the
admin.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from kernel.places.atlas import Atlas, OldPlace, newest_folder, read_atlas
from kernel.places.enums import OldLevel
from kernel.places.models import Commune, OldUnit, Province
from kernel.reference import Changes, sync
from kernel.text import fold, sort_key


@transaction.atomic
def load(folder: Path | None = None) -> list[Changes]:
    """Insert and update; `admin_version` says since which map a row is as it is. Units that the newest
    map no longer has are marked as retired in its version and kept: addresses of the past refer to them.
    """
    atlas = read_atlas(folder or newest_folder())
    changes = [
        sync(Province, _provinces(atlas), key=("code",), stamps=("admin_version",)),
        sync(Commune, _communes(atlas), key=("code",), stamps=("admin_version",)),
        sync(OldUnit, _old_units(atlas), key=("level", "code"), stamps=("until_version",)),
    ]
    for model, change in zip((Province, Commune), changes, strict=False):
        model._default_manager.filter(code__in=change.gone, retired_in="").update(retired_in=atlas.version)
    return changes


def _provinces(atlas: Atlas) -> Iterator[dict[str, Any]]:
    for place in atlas.provinces.values():
        yield {
            "code": place.code,
            "full_name": place.full_name,
            "kind": place.kind.value,
            "retired_in": "",
            **_common(place.name, place.latitude, place.longitude, atlas.version),
        }


def _communes(atlas: Atlas) -> Iterator[dict[str, Any]]:
    for place in atlas.communes.values():
        yield {
            "code": place.code,
            "province_id": place.province_code,
            "full_name": place.full_name,
            "kind": atlas.kinds[place.code].value,
            "retired_in": "",
            **_common(place.name, place.latitude, place.longitude, atlas.version),
        }


def _common(name: str, latitude: float, longitude: float, version: str) -> dict[str, Any]:
    return {
        "name": name,
        "folded": fold(name),
        "sort_key": sort_key(name),
        "latitude": latitude,
        "longitude": longitude,
        "admin_version": version,
    }


def _old_units(atlas: Atlas) -> Iterator[dict[str, Any]]:
    for code, name in atlas.old_provinces.items():
        districts = (old for old in atlas.old_districts.values() if old.within == name)
        communes = tuple(dict.fromkeys(code for district in districts for code in district.communes))
        yield _old_unit(OldLevel.PROVINCE, OldPlace(code, name, "", (), communes), atlas.version)
    for level, units in (
        (OldLevel.DISTRICT, atlas.old_districts),
        (OldLevel.COMMUNE, atlas.old_communes),
    ):
        for old in units.values():
            yield _old_unit(level, old, atlas.version)


def _old_unit(level: OldLevel, old: OldPlace, version: str) -> dict[str, Any]:
    return {
        "level": level.value,
        "code": old.code,
        "name": old.name,
        "full_name": old.label,
        "folded": fold(old.label),
        "commune_codes": list(old.communes),
        "until_version": version,
    }

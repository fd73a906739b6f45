"""Commodities and units from fixtures/commodities.yaml into the tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from kernel.measures import Base, Unit
from kernel.places.queries import province
from kernel.places.refusals import UnknownPlace
from kernel.reference import Changes, FixtureError, check_fields, read_yaml, sync
from kernel.text import fold, sort_key
from logistics.goods.enums import Group
from logistics.goods.models import Commodity, UnitFactor
from logistics.goods.queries import forget

PLAIN: dict[str, Any] = {
    "code": "",
    "name_vi": "",
    "name_en": "",
    "botanical": "",
    "group": "",
    "hs6": "",
    "hs_note": "",
    "months": [],
    "peak_months": [],
    "months_note": "",
    "shelf_life_days": None,
    "shelf_life_note": "",
    "humidity_note": "",
    "dry": False,
    "needs_chill": False,
    "price_low": None,
    "price_high": None,
    "price_unit": Unit.KG.value,
    "price_factor": 1000,
    "price_noted_on": "",
    "prices": [],
    "provinces": [],
    "place_names": [],
    "usual_unit": Unit.KG.value,
    "piece_weight_g": None,
    "picture_kinds": [],
    "unverified": [],
}
"""Fields that are columns as they stand, with what an absent field means."""

MUST = ("code", "name_vi", "name_en", "group", "hs6", "months", "provinces", "unverified", "sources")
ALLOWED = (*PLAIN, "temperature", "units", "sources")
PRICE = ("low", "high", "unit", "noted_on", "note", "source")
UNIT = ("unit", "base", "factor", "label", "provinces", "source", "verified")

Row = Mapping[str, Any]


@transaction.atomic
def load(path: Path) -> list[Changes]:
    """Insert and update; a commodity that the file no longer has stays, since listings and lots refer to
    it.
    """
    file = read_yaml(path)
    check_fields(
        file, allowed=("sources", "units", "commodities"), required=("commodities",), where=path.name
    )
    sources: Row = file.get("sources", {})
    rows: Sequence[Row] = file["commodities"]
    for row in rows:
        _check(row, sources)
    commodities = [_commodity(row, sources, position) for position, row in enumerate(rows)]
    changes = [sync(Commodity, commodities, key=("code",))]
    units = [*_general_units(file.get("units", ()), sources), *_units(rows, sources)]
    key = ("commodity_id", "province_code", "unit", "base", "factor")
    changes.append(sync(UnitFactor, units, key=key))
    transaction.on_commit(forget)
    forget()
    return changes


def _check(row: Row, sources: Row) -> None:
    where = str(row.get("code"))
    check_fields(row, allowed=ALLOWED, required=MUST, where=where)
    if unknown := set(row["unverified"]) - {field.name for field in Commodity._meta.fields}:
        raise FixtureError(f"{where}: unverified names {', '.join(sorted(unknown))}, which is no field")
    if row["group"] not in Group.values:
        raise FixtureError(f"{where}: {row['group']} is no group")
    for price in row.get("prices", ()):
        check_fields(price, allowed=PRICE, required=("low", "high", "noted_on", "source"), where=where)
    _check_months(row, where)
    _check_provinces(row["provinces"], where)
    _check_sources([*row["sources"], *(price["source"] for price in row.get("prices", ()))], sources, where)


def _check_months(row: Row, where: str) -> None:
    months, peak = set(row["months"]), set(row.get("peak_months", ()))
    if not months <= set(range(1, 13)) or not peak <= months:
        raise FixtureError(f"{where}: months are 1 to 12, and peak months are among them")


def _check_provinces(codes: Iterable[str], where: str) -> None:
    for code in codes:
        try:
            province(code)
        except UnknownPlace as unknown:
            raise FixtureError(f"{where}: {code} is no province of today") from unknown


def _check_sources(named: Iterable[str], sources: Row, where: str) -> None:
    if unknown := sorted(set(named) - set(sources)):
        raise FixtureError(f"{where}: no source {', '.join(unknown)}")


def _commodity(row: Row, sources: Row, position: int) -> dict[str, Any]:
    low, high = row.get("temperature", (None, None))
    return {
        **{name: row.get(name, default) for name, default in PLAIN.items()},
        "folded": fold(row["name_vi"]),
        "sort_key": sort_key(row["name_vi"]),
        "temperature_min": low,
        "temperature_max": high,
        "sources": [f"{name}: {sources[name]}" for name in row["sources"]],
        "position": position,
    }


def _general_units(rows: Iterable[Row], sources: Row) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield from _unit(row, None, sources, "units")


def _units(rows: Iterable[Row], sources: Row) -> Iterator[dict[str, Any]]:
    numbers = dict(Commodity.objects.values_list("code", "id"))
    for row in rows:
        for unit in row.get("units", ()):
            yield from _unit(unit, numbers[row["code"]], sources, row["code"])


def _unit(row: Row, commodity_id: int | None, sources: Row, where: str) -> Iterator[dict[str, Any]]:
    check_fields(row, allowed=UNIT, required=("unit", "base", "factor", "label"), where=where)
    if row["unit"] not in Unit.values or row["base"] not in Base.values:
        raise FixtureError(f"{where}: {row['unit']} in {row['base']} is no unit")
    source = row.get("source", "")
    _check_sources([source] if source else (), sources, where)
    _check_provinces(row.get("provinces", ()), where)
    for province_code in row.get("provinces", ("",)):
        yield {
            "commodity_id": commodity_id,
            "province_code": province_code,
            "unit": row["unit"],
            "base": row["base"],
            "factor": row["factor"],
            "label": row["label"],
            "source": f"{source}: {sources[source]}" if source else "",
            "verified": row.get("verified", False),
        }

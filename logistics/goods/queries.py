"""Commodities and units from memory: two queries, read again after KEPT_SECONDS, so a correction by staff
holds everywhere after them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from kernel.measures import Base, Unit
from logistics.goods.models import Commodity, GrowingArea, LotRecord, PackingHouse, UnitFactor
from logistics.goods.refusals import UnknownCommodity

KEPT_SECONDS = 30

ORDER = (
    Unit.KG,
    Unit.PIECE,
    Unit.CHUC,
    Unit.BOX,
    Unit.BAG,
    Unit.HAND,
    Unit.BUNDLE,
    Unit.LITRE,
    Unit.YEN,
    Unit.TA,
    Unit.TAN,
    Unit.LANG,
    Unit.GRAM,
)
"""In which units are offered to a seller, after the usual one."""


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """One unit in which a commodity may be sold in a province: `factor` base units, as `label` tells the
    buyer.
    """

    unit: Unit
    base: Base
    factor: int
    label: str
    verified: bool


@dataclass(frozen=True, slots=True)
class _Goods:
    commodities: Mapping[str, Commodity]
    factors: Mapping[str, Sequence[UnitFactor]]
    """By commodity code, "" for those of every commodity."""


class _Held:
    goods: _Goods | None = None
    read_at: float = 0.0


def commodities() -> Sequence[Commodity]:
    """All commodities in the order of the fixture. Shared objects: read them, never change or save them."""
    return list(_goods().commodities.values())


def commodity(code: str) -> Commodity:
    """A shared object: read it, never change or save it. UnknownCommodity when there is none."""
    found = _goods().commodities.get(code)
    if found is None:
        raise UnknownCommodity(commodity=code)
    return found


def unit_choices(*, commodity_code: str, province_code: str = "") -> list[UnitChoice]:
    """The units to offer a seller, the usual one first; for each unit those of the most special rows.

    Units of pieces are offered only for commodities with a weight of a piece: a parcel must be weighable.
    """
    goods = commodity(commodity_code)
    factors = _goods().factors
    rows = [*factors.get("", ()), *factors.get(goods.code, ())]
    fitting = [row for row in rows if row.province_code in ("", province_code)]
    usable = [row for row in fitting if row.base != Base.PIECE or goods.piece_weight_g]
    chosen = [choice for unit in ORDER for choice in _most_special(usable, unit)]
    return sorted(chosen, key=lambda choice: choice.unit != goods.usual_unit)


def growing_areas(*, commune_code: str = "", commodity_code: str = "") -> Sequence[GrowingArea]:
    """Growing areas with their commodity, in the order of their codes; 1 query."""
    wanted = {"commune_code": commune_code, "commodity__code": commodity_code}
    filters = {name: value for name, value in wanted.items() if value}
    return list(GrowingArea.objects.filter(**filters).select_related("commodity").order_by("code"))


def packing_houses(*, commune_code: str = "") -> Sequence[PackingHouse]:
    """Packing houses in the order of their codes; 1 query."""
    filters = {"commune_code": commune_code} if commune_code else {}
    return list(PackingHouse.objects.filter(**filters).order_by("code"))


def lots(*, references: Iterable[str]) -> Mapping[str, LotRecord]:
    """The lots known under these references, with commodity, codes and treatments; 2 queries."""
    found = LotRecord.objects.filter(reference__in=list(references))
    found = found.select_related("commodity", "growing_area", "packing_house").prefetch_related("treatments")
    return {lot.reference: lot for lot in found.order_by("reference")}


def forget() -> None:
    """Read again at the next question (after a load command; in tests)."""
    _Held.goods = None


def _goods() -> _Goods:
    if _Held.goods is None or monotonic() - _Held.read_at >= KEPT_SECONDS:
        _Held.goods = _read()
        _Held.read_at = monotonic()
    return _Held.goods


def _read() -> _Goods:
    factors: dict[str, list[UnitFactor]] = {}
    for row in UnitFactor.objects.select_related("commodity").order_by("factor", "id"):
        factors.setdefault(row.commodity.code if row.commodity else "", []).append(row)
    return _Goods({row.code: row for row in Commodity.objects.order_by("position", "code")}, factors)


def _most_special(rows: Sequence[UnitFactor], unit: Unit) -> list[UnitChoice]:
    of_unit = [row for row in rows if row.unit == unit]
    most = max(map(_speciality, of_unit), default=0)
    return [
        UnitChoice(Unit(row.unit), Base(row.base), row.factor, row.label, row.verified)
        for row in of_unit
        if _speciality(row) == most
    ]


def _speciality(row: UnitFactor) -> int:
    return 2 * (row.commodity_id is not None) + bool(row.province_code)

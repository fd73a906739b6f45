"""Eight pictures of what a household here probably has now; a search for everything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kernel.places.queries import commune
from kernel.text import fold
from logistics.goods.models import Commodity
from logistics.goods.queries import commodities
from web.components import Photo
from web.photos import shared_photo
from web.words import goods_name

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    name: str
    photo: Photo | None


def kinds_for(commune_code: str, *, search: str, chosen: str, today: date) -> list[Kind]:
    """What was searched for; else what is in season in this province. The chosen one is always there."""
    everything = commodities()
    if search.strip():
        found = [goods for goods in everything if _matches(goods, fold(search))]
    else:
        province = commune(commune_code).province_code
        found = sorted(
            everything, key=lambda goods: (_distance(goods, province, today.month), goods.position)
        )
    shown = _with_chosen(found[:SHOWN], chosen, everything)
    return [Kind(goods.code, goods_name(goods), shared_photo(goods, alt="")) for goods in shown]


def _matches(goods: Commodity, text: str) -> bool:
    return text.strip() in fold(goods.name_vi) or text.strip() in fold(goods.name_en)


def _distance(goods: Commodity, province: str, month: int) -> int:
    here = province in goods.provinces
    now = month in goods.months
    return (0 if here and now else 1) if here else (2 if now else 3)


def _with_chosen(shown: Sequence[Commodity], chosen: str, everything: Sequence[Commodity]) -> list[Commodity]:
    if not chosen or any(goods.code == chosen for goods in shown):
        return list(shown)
    return [*(goods for goods in everything if goods.code == chosen), *shown][:SHOWN]

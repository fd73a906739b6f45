"""What is in season, from the facts about commodities in memory."""

from datetime import date

from django.urls import reverse

from logistics.goods.models import Commodity
from logistics.goods.queries import commodities
from web.components import Season
from web.words import goods_name

STRIP = 6
ALL_YEAR = 12


def in_season(today: date) -> list[str]:
    """Codes of what is harvested this month, leaving out what is harvested in every month."""
    return [
        goods.code for goods in commodities() if today.month in goods.months and len(goods.months) < ALL_YEAR
    ]


def seasons_of(today: date) -> list[Season]:
    """The rows of the month strip: what is at its peak now, then what is in season, then what comes next."""
    seasonal = [goods for goods in commodities() if goods.months and len(goods.months) < ALL_YEAR]
    near = sorted(seasonal, key=lambda goods: (_wait(goods, today.month), goods.position))
    return [season_of(goods) for goods in near[:STRIP]]


def season_of(goods: Commodity) -> Season:
    return Season(
        name=goods_name(goods),
        url=reverse("web:search", query={"hang": goods.code}),
        months=frozenset(goods.months),
        peak=frozenset(goods.peak_months),
    )


def _wait(goods: Commodity, month: int) -> int:
    """0 at the peak, 1 in season, else how many months until it begins, plus one."""
    if month in goods.peak_months:
        return 0
    if month in goods.months:
        return 1
    return 1 + min((begin - month) % ALL_YEAR for begin in goods.months)

"""Commission and tax by dated rows, and the one rounding rule: half a dong up, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.clock import local_day
from kernel.database import fetch
from kernel.money import share

_RATES_OF_DAY = """
SELECT coalesce(platform.rate_ppm, 0), coalesce(own.vat_ppm, 0), coalesce(own.pit_ppm, 0),
       coalesce(other.vat_ppm, 0), coalesce(other.pit_ppm, 0)
FROM (SELECT %s::date AS day) AS today
LEFT JOIN LATERAL (
    SELECT rate_ppm FROM payments_commissionrate
    WHERE valid_from <= today.day ORDER BY valid_from DESC LIMIT 1) AS platform ON TRUE
LEFT JOIN LATERAL (
    SELECT vat_ppm, pit_ppm FROM payments_taxrate
    WHERE self_produced AND valid_from <= today.day ORDER BY valid_from DESC LIMIT 1) AS own ON TRUE
LEFT JOIN LATERAL (
    SELECT vat_ppm, pit_ppm FROM payments_taxrate
    WHERE NOT self_produced AND valid_from <= today.day ORDER BY valid_from DESC LIMIT 1) AS other ON TRUE
"""


@dataclass(frozen=True)
class Rates:
    """Parts per million of a line's goods. Orders freeze them on the order when it is placed."""

    commission_ppm: int = 0
    vat_ppm: int = 0
    pit_ppm: int = 0


NO_RATES = Rates()


@dataclass(frozen=True)
class SaleLine:
    """What one line of goods came to (as packed), and the rates frozen at the sale."""

    goods_dong: int
    rates: Rates = NO_RATES


@dataclass(frozen=True)
class Withheld:
    """Dong kept back of a sale."""

    commission_dong: int
    vat_dong: int
    pit_dong: int

    @property
    def total_dong(self) -> int:
        return self.commission_dong + self.vat_dong + self.pit_dong


def rates_at(*, at: datetime, self_produced: bool) -> Rates:
    """The rates of the day in Vietnam: the latest rows that have begun; zero where there is none."""
    return rates_of_day(at=at)[self_produced]


def rates_of_day(*, at: datetime) -> dict[bool, Rates]:
    """For both kinds of goods, own unprocessed produce (True) and other; one statement."""
    [row] = fetch(_RATES_OF_DAY, [local_day(at)])
    return {own: Rates(row[0], *row[place : place + 2]) for own, place in ((True, 1), (False, 3))}


def withheld(lines: Sequence[SaleLine]) -> Withheld:
    """Each line is rounded by itself, and what is kept back never exceeds the goods."""
    return Withheld(
        commission_dong=sum(share(line.goods_dong, line.rates.commission_ppm) for line in lines),
        vat_dong=sum(share(line.goods_dong, line.rates.vat_ppm) for line in lines),
        pit_dong=sum(share(line.goods_dong, line.rates.pit_ppm) for line in lines),
    )

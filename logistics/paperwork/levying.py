"""What a destination is likely to take of goods: an estimate from dated rows, and never a bill. What no row
names is not guessed: then there is no sum.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db.models import Q

from kernel.errors import Invalid
from kernel.rates.queries import rate_on
from kernel.rates.refusals import RateUnknown
from logistics.paperwork.enums import Channel, Confidence, Incoterm, Levy
from logistics.paperwork.models import LevyRow
from logistics.paperwork.refusals import UnknownDestination, UnknownExportGood
from logistics.paperwork.rulebook import rulebook

HUNDRED: Final = Decimal(100)
DEAREST: Final = 10**13
MOST_HEADINGS: Final = 1000
UNKNOWN, RATE = "UNKNOWN", "NO_RATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """What goes: the goods' value and the carriage in minor units of `currency`; how many tariff headings."""

    good: str
    country: str
    channel: Channel
    currency: str
    value_minor: int
    carriage_minor: int = 0
    headings: int = 1
    preference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One levy. `minor` None: it is not known, and `why` says what is missing. `verified`: a source was
    read.
    """

    levy: Levy
    minor: int | None
    percent: Decimal | None = None
    source: str = ""
    as_of: str = ""
    verified: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """`total_minor` None: something of it is not known. `buyer_pays`: at the door (DAP and the like); else
    the seller does, and the price holds it (DDP).
    """

    currency: str
    taken: Sequence[Taken]
    buyer_pays: bool

    @property
    def total_minor(self) -> int | None:
        known = [one.minor for one in self.taken if one.minor is not None]
        return sum(known) if len(known) == len(self.taken) else None

    @property
    def verified(self) -> bool:
        return all(one.verified for one in self.taken)


def estimate(*, shipped: Shipped, incoterm: Incoterm, day: date) -> Estimate:
    """Duty on goods and carriage, then value added tax on both and the duty. 1 query, and those for rates
    where the currencies differ.
    """
    book = rulebook()
    if not 0 <= shipped.value_minor <= DEAREST or not 0 <= shipped.carriage_minor <= DEAREST:
        raise Invalid(field="value_minor")
    if not 1 <= shipped.headings <= MOST_HEADINGS:
        raise Invalid(field="headings")
    destination = book.by_country.get(shipped.country)
    if destination is None:
        raise UnknownDestination(field="country")
    good = book.by_commodity.get(shipped.good, shipped.good)
    if good not in book.goods:
        raise UnknownExportGood(field="good")
    rows = list(_rows(shipped, good, destination, day))
    base = shipped.value_minor + shipped.carriage_minor
    duty = _take(Levy.DUTY, rows, shipped, base, day)
    vat = _take(Levy.VAT, rows, shipped, base + (duty.minor or 0), day)
    if duty.minor is None and vat.percent:
        vat = Taken(levy=Levy.VAT, minor=None, why=UNKNOWN)
    return Estimate(currency=shipped.currency, taken=[duty, vat], buyer_pays=incoterm != Incoterm.DDP)


def _rows(shipped: Shipped, good: str, destination: str, day: date) -> Iterable[LevyRow]:
    rows = LevyRow.objects.filter(destination=destination, valid_from__lte=day)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day), country__in=("", shipped.country))
    return rows.filter(
        good__in=("", good), channel__in=("", shipped.channel), preference__in=("", shipped.preference)
    ).order_by("name")


def _take(levy: Levy, rows: Sequence[LevyRow], shipped: Shipped, base: int, day: date) -> Taken:
    """By the most special row that holds for the value of the goods."""
    mine = [row for row in rows if row.levy == levy]
    try:
        fitting = [row for row in mine if _fits(row, shipped, day)]
    except RateUnknown:
        return Taken(levy=levy, minor=None, why=RATE)
    if not fitting:
        return Taken(levy=levy, minor=None, why=UNKNOWN)
    row = max(fitting, key=_special)
    return Taken(
        levy=levy,
        minor=_minor(row, shipped, base, day),
        percent=row.percent,
        source=row.source,
        as_of=row.as_of,
        verified=row.confidence != Confidence.LOW,
    )


def _special(row: LevyRow) -> tuple[bool, bool, bool, bool]:
    """A levy of parcels goes before the tariff, a claimed preference before the usual rate."""
    return bool(row.channel), bool(row.preference), bool(row.good), bool(row.country)


def _fits(row: LevyRow, shipped: Shipped, day: date) -> bool:
    """Limits are of the goods alone, without carriage, to the minor unit of the row's currency."""
    if row.below_minor is None and row.from_minor == 0:
        return True
    value = rate_on(base=shipped.currency, quote=row.currency, day=day).convert(shipped.value_minor)
    return row.from_minor <= value and (row.below_minor is None or value < row.below_minor)


def _minor(row: LevyRow, shipped: Shipped, base: int, day: date) -> int:
    if row.percent is not None:
        return int((row.percent * base / HUNDRED).quantize(Decimal(1), ROUND_HALF_UP))
    amount = (row.amount_minor or 0) * shipped.headings
    return rate_on(base=row.currency, quote=shipped.currency, day=day).convert(amount)

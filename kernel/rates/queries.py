"""Rates of exchange: the newest of a day or of the few days before, straight, turned round, or through the
euro.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from django.db.models import Q

from kernel.money import exponent_of
from kernel.rates.models import ExchangeRate
from kernel.rates.refusals import RateUnknown

STALE: Final = timedelta(days=7)
"""Banks rest over long holidays; an older rate than this is not used."""
THROUGH: Final = "EUR"
EXACT: Final = Context(prec=34)


@dataclass(frozen=True, slots=True)
class Rate:
    """`value` units of `quote` for one of `base`; `valid_on` is the older of the days it rests on."""

    base: str
    quote: str
    value: Decimal
    valid_on: date
    source: str

    def convert(self, minor: int) -> int:
        """Minor units of the base in minor units of the quote, half up."""
        shift = exponent_of(self.quote) - exponent_of(self.base)
        amount = EXACT.multiply(Decimal(minor), self.value).scaleb(shift, EXACT)
        return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def rate_on(*, base: str, quote: str, day: date) -> Rate:
    """RateUnknown when there is none of these days. 1 query, 3 where it goes through the euro."""
    if base == quote:
        return Rate(base, quote, Decimal(1), day, "")
    found = _between(base, quote, day)
    if found is None and THROUGH not in (base, quote):
        found = _through(base, quote, day)
    if found is None:
        raise RateUnknown(base=base, quote=quote, day=day.isoformat())
    return found


def _through(base: str, quote: str, day: date) -> Rate | None:
    first, second = _between(base, THROUGH, day), _between(THROUGH, quote, day)
    if first is None or second is None:
        return None
    sources = first.source if first.source == second.source else f"{first.source}; {second.source}"
    value = EXACT.multiply(first.value, second.value)
    return Rate(base, quote, value, min(first.valid_on, second.valid_on), sources)


def _between(base: str, quote: str, day: date) -> Rate | None:
    """The newest day counts, of one day the last that was written down."""
    pair = Q(base=base, quote=quote) | Q(base=quote, quote=base)
    rows = ExchangeRate.objects.filter(pair, valid_on__lte=day, valid_on__gte=day - STALE)
    row = rows.order_by("-valid_on", "-id").first()
    if row is None:
        return None
    value = row.value if row.base == base else EXACT.divide(Decimal(1), row.value)
    return Rate(base, quote, value, row.valid_on, row.source)

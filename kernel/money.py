"""Money: integers in the minor unit of a currency. The dong has none, so dong (Stripe: zero-decimal)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.errors import JSON, Refusal

NBSP = "\u00a0"
MINUS = "\u2212"
EXPONENTS: Final = {"VND": 0, "JPY": 0, "KRW": 0}
"""Decimals of a currency's minor unit (ISO 4217); two for all others: `exponent_of`."""
LARGEST = 10**13  # ten thousand billion dong: above it somebody's finger slipped
PPM = 1_000_000


class UnreadableAmount(Refusal):
    code = "UNREADABLE_AMOUNT"
    message = _("Không đọc được số tiền “%(given)s”. Ví dụ: 30000, 30.000, 30k, 1,2 triệu.")


class CurrencyMixed(Exception):
    """A programming error: amounts of two currencies never meet."""


@dataclass(frozen=True)
class Money:
    """An amount in minor units (dong for VND) with its currency."""

    amount: int
    currency: str = "VND"

    def __add__(self, other: "Money") -> "Money":
        self._check(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._check(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def _check(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMixed(f"{self.currency} and {other.currency}")


_CURRENCY = re.compile(r"\s*(?:₫|đồng|đ|dong|vnđ|vnd|d)\.?$")
_GROUPED = re.compile(r"\d{1,3}(?:([.,\s])\d{3})(?:\1\d{3})*", re.ASCII)
_TERM = re.compile(
    r"\s*(\d+(?:[.,]\d+)?)\s*(nghìn|nghin|ngàn|ngan|k|triệu|trieu|tr|tỷ|tỉ|ty|ti)(\d{1,3})?", re.ASCII
)
_UNITS = {
    **dict.fromkeys(("nghìn", "nghin", "ngàn", "ngan", "k"), 1_000),
    **dict.fromkeys(("triệu", "trieu", "tr"), 1_000_000),
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti"), 1_000_000_000),
}
_THREE_DECIMALS = 3


def parse_dong(text: str, *, field: str = "") -> int:
    """What people type, in dong: "30k", "30 nghìn", "30.000", "30,000 đ", "1,2 triệu", "1tr2",
    "1 triệu 200 nghìn".

    What could mean two amounts ("1.250k") is refused, never guessed.
    """
    amount = _read(_CURRENCY.sub("", text.strip().lower().replace(NBSP, " ")))
    if amount is None or amount > LARGEST:
        raise UnreadableAmount(field=field, given=_short(text))
    return amount


def _short(text: str) -> JSON:
    return text.strip()[:40]


def _read(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,16}", text):
        return int(text)
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    return _read_words(text)


def _read_words(text: str) -> int | None:
    """A sum of figures with units, each unit smaller than the one before."""
    total, at, above = Decimal(0), 0, 10**12
    while at < len(text):
        term = _TERM.match(text, at)
        size = _UNITS[term[2]] if term else above
        if term is None or size >= above or _ambiguous(term):
            return None
        total += _term_value(term, size)
        at, above = term.end(), size
    return int(total) if at and total == total.to_integral_value() else None


def _ambiguous(term: re.Match[str]) -> bool:
    """ "1.250k" may mean 1,250 or 1,250,000; "1,125 triệu" only 1,125,000; "1,2tr5" nothing."""
    _whole, dot, decimals = term[1].replace(",", ".").partition(".")
    if term[3]:
        return bool(dot) or term[2] not in ("tr", "k")
    return len(decimals) >= _THREE_DECIMALS and ("." in term[1] or _UNITS[term[2]] < PPM)


def _term_value(term: re.Match[str], size: int) -> Decimal:
    """The digits behind a short unit are its decimals: "1tr2" is 1.2 million."""
    figure = f"{term[1]}.{term[3]}" if term[3] else term[1].replace(",", ".")
    return Decimal(figure) * size


def format_dong(amount: int) -> str:
    """30000 → "30.000 ₫", with a no-break space and a real minus."""
    sign = MINUS if amount < 0 else ""
    return f"{sign}{abs(amount):,}".replace(",", ".") + f"{NBSP}₫"


def exponent_of(currency: str) -> int:
    """How many decimals the minor unit of a currency stands for."""
    return EXPONENTS.get(currency, 2)


def format_money(amount: int, currency: str) -> str:
    """Minor units as people here read them: "1.250,50 EUR", "30.000 ₫"."""
    if currency == "VND":
        return format_dong(amount)
    digits = exponent_of(currency)
    figure = f"{Decimal(abs(amount)).scaleb(-digits):,.{digits}f}".translate(_HABIT)
    return f"{MINUS if amount < 0 else ''}{figure}{NBSP}{currency}"


_HABIT: Final = str.maketrans({",": ".", ".": ","})


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Divide `total` in proportion to `weights` (none negative); the parts add up to it to the last dong.

    Each part is rounded down and the dong left over go to the largest remainders, the later part first among
    equals. Weights that are all zero share equally. A negative total (a refund) is its positive, mirrored.
    """
    if not weights:
        raise ValueError("nothing to spread over")
    if min(weights) < 0:
        raise ValueError("a weight is negative")
    if total < 0:
        return [-part for part in spread(-total, weights)]
    whole = sum(weights)
    shares = list(weights) if whole else [1] * len(weights)
    parts = [total * share // (whole or len(shares)) for share in shares]
    remainder = [total * share % (whole or len(shares)) for share in shares]
    order = sorted(range(len(parts)), key=lambda place: (remainder[place], place), reverse=True)
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def share(amount: int, rate_ppm: int) -> int:
    """A rate in parts per million of an amount, rounded half away from zero: share(1_000, 15_000) is 15."""
    rounded = (abs(amount) * rate_ppm + PPM // 2) // PPM
    return rounded if amount >= 0 else -rounded

"""Amounts, weights and days as the destination writes them, so that no clerk can read them in two ways.

Thousands are parted by a space that does not break, never by a point or a comma; so the only sign in a figure
is its decimal sign. There are two or four digits after it, never three: "3,000 kg" is three kilograms to
one reader and three tonnes to another. Months that could be days are never written in figures with strokes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

SPACE: Final = "\u00a0"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COMMA_COUNTRIES: Final = frozenset(
    {"AT", "BE", "BG", "HR", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IT", "LV", "LT", "LU"}
    | {"NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "VN"}
)
"""Where a comma is the decimal sign; everywhere else it is a point."""
YEAR_FIRST: Final = frozenset({"JP", "CN", "KR", "HU", "LT", "SE"})
MONTH_FIRST: Final = frozenset({"US", "CA"})
DOTTED: Final = frozenset(
    ["AT", "BG", "HR", "CZ", "DK", "EE", "FI", "DE", "LV", "LU", "PL", "RO", "SK", "SI"]
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a country writes figures and days."""

    sign: str
    day: str  # YEAR_FIRST, MONTH_FIRST, DOTTED or NAMED


def habit_of(country: str) -> Habit:
    sign = "," if country in COMMA_COUNTRIES else "."
    forms: Mapping[str, frozenset[str]] = {
        "YEAR_FIRST": YEAR_FIRST,
        "MONTH_FIRST": MONTH_FIRST,
        "DOTTED": DOTTED,
    }
    return Habit(sign, next((name for name, those in forms.items() if country in those), "NAMED"))


def figure(value: Decimal, habit: Habit, *, decimals: int = 2) -> str:
    """`decimals` digits, or four when these do not hold the value exactly (half up at the fourth)."""
    enough = value == value.quantize(Decimal(1).scaleb(-decimals))
    digits = decimals if enough else 4
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    whole, _point, rest = f"{rounded:,f}".partition(".")
    return whole.replace(",", SPACE) + (habit.sign + rest if rest else "")


def kilograms(grams: int, habit: Habit) -> str:
    return figure(Decimal(grams).scaleb(-3), habit) + SPACE + "kg"


def plain_kilograms(grams: int) -> str:
    """For XML and JSON: a point, no grouping, no more digits than needed."""
    text = f"{Decimal(grams).scaleb(-3):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal_amount(minor: int, exponent: int) -> Decimal:
    return Decimal(minor).scaleb(-exponent)


def plain_amount(minor: int, exponent: int) -> str:
    return f"{decimal_amount(minor, exponent):f}"


def amount(minor: int, exponent: int, currency: str, habit: Habit) -> str:
    return currency + SPACE + figure(decimal_amount(minor, exponent), habit, decimals=exponent)


def unit_price(minor: int, exponent: int, net_g: int) -> Decimal:
    """Of a kilogram, to four digits; the amount of the line governs, not this."""
    if not net_g:
        return Decimal(0)
    return (decimal_amount(minor, exponent) * 1000 / net_g).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def day(when: date | None, habit: Habit) -> str:
    if when is None:
        return ""
    if habit.day == "YEAR_FIRST":
        return when.isoformat()
    if habit.day == "DOTTED":
        return f"{when:%d.%m.%Y}"
    name = MONTHS[when.month - 1]
    return (
        f"{name} {when.day:02}, {when.year}"
        if habit.day == "MONTH_FIRST"
        else f"{when.day:02} {name} {when.year}"
    )


def vietnamese_day(when: date | None) -> str:
    """As the broker types it into the Vietnamese customs program."""
    return f"{when:%d/%m/%Y}" if when else ""

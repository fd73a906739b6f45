"""Amounts, weights and times as people read them, in the language of the page.

Vietnamese writes 1.250.000 ₫, 2,5 kg and thứ Năm 26/11; English 1,250,000 ₫, 2.5 kg and Thu 26 Nov.
A no-break space stands between a figure and its unit.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kernel.money import exponent_of

NBSP = "\u00a0"
MINUS = "\u2212"
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def number_words(value: int | Decimal) -> str:
    """1284 → "1.284", 2.5 → "2,5"; a minus sign is a real one and stands apart: "− 2.250"."""
    text = f"{abs(value):,}" if isinstance(value, int) else f"{abs(value):,f}"
    if not is_english():
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{NBSP}{text}" if value < 0 else text


def money_words(dong: int) -> str:
    """Integer dong → "1.250.000 ₫"."""
    return f"{number_words(dong)}{NBSP}₫"


def sum_words(minor: int, currency: str) -> str:
    """Minor units of any currency → "36,00 EUR", "5.000 JPY"."""
    amount = Decimal(minor).scaleb(-exponent_of(currency))
    return f"{number_words(amount)}{NBSP}{currency}"


def weight_words(grams: int) -> str:
    """Integer grams → "800 g", "2,5 kg", "1,25 tấn" (from ten tonnes on, where kilograms stop being read)."""
    if abs(grams) < 1_000:
        return f"{number_words(grams)}{NBSP}g"
    if abs(grams) >= 10_000_000:
        return f"{number_words(_plain(Decimal(grams) / 1_000_000))}{NBSP}{_('tấn')}"
    return f"{number_words(_plain(Decimal(grams) / 1_000))}{NBSP}kg"


def road_words(metres: int) -> str:
    """Whole metres → "350 m", "2,4 km", "24 km"."""
    if metres < 1_000:
        return f"{metres}{NBSP}m"
    return f"{number_words(_plain(round(Decimal(metres) / 1_000, 1 if metres < 10_000 else 0)))}{NBSP}km"


def _plain(value: Decimal) -> Decimal | int:
    rounded = round(value, 3)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded.normalize()


def day_words(day: date, *, with_year: bool = False) -> str:
    """An instant is first taken to the people's time zone: "thứ Năm 26/11", "Thu 26 Nov"."""
    local = _local_day(day)
    if is_english():
        text = f"{_ENGLISH_DAYS[local.weekday()]} {local.day} {_ENGLISH_MONTHS[local.month - 1]}"
        return f"{text} {local.year}" if with_year else text
    text = f"{_DAYS[local.weekday()]} {local.day}/{local.month}"
    return f"{text}/{local.year}" if with_year else text


def weekday_words(day: date, *, today: date) -> str:
    """Within a week the weekday alone, "thứ Năm"; later the date, "26/11"."""
    if 0 <= (day - today).days < 7:
        return _ENGLISH_DAYS[day.weekday()] if is_english() else _DAYS[day.weekday()]
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]}" if is_english() else f"{day.day}/{day.month}"


def month_words(number: int) -> str:
    return date(2000, number, 1).strftime("%B") if is_english() else str(number)


class Named(Protocol):
    """Goods with a name in each language."""

    name_vi: str
    name_en: str


class Issued(Protocol):
    """A kind of paper with its issuer in each language."""

    issuer_vi: str
    issuer_en: str


def goods_name(goods: Named) -> str:
    return goods.name_en if is_english() else goods.name_vi


def _local_day(day: date) -> date:
    if isinstance(day, datetime):
        return timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return day


def telephone_words(telephone: str) -> str:
    """A number of ours as it is read out, "0900 000 204"; any other one as it is stored."""
    if not telephone.startswith("+84"):
        return telephone
    local = f"0{telephone[3:]}"
    return NBSP.join((local[:4], local[4:7], local[7:])) if len(local) == 10 else local


def clock_words(at: datetime) -> str:
    """ "14:05", in the people's time zone."""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    return f"{local:%H:%M}"


def distance_words(at: datetime, *, now: datetime) -> str:
    """How far `at` lies from `now`: "vừa xong", "2 giờ trước", "trong 2 giờ"; past a week, the day itself."""
    seconds = int((at - now).total_seconds())
    if abs(seconds) < _MINUTE:
        return _("vừa xong") if seconds <= 0 else _("ngay bây giờ")
    if abs(seconds) >= 7 * _DAY:
        return day_words(at)
    span = _span_words(abs(seconds))
    return _("trong %(span)s") % {"span": span} if seconds > 0 else _("%(span)s trước") % {"span": span}


def _span_words(seconds: int) -> str:
    if seconds < _HOUR:
        count = seconds // _MINUTE
        return ngettext("%(count)s phút", "%(count)s phút", count) % {"count": count}
    if seconds < _DAY:
        count = seconds // _HOUR
        return ngettext("%(count)s giờ", "%(count)s giờ", count) % {"count": count}
    count = seconds // _DAY
    return ngettext("%(count)s ngày", "%(count)s ngày", count) % {"count": count}

"""Quantities, money and times as messages and refusals say them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language

from kernel.measures import from_base
from kernel.money import NBSP, format_dong
from marketplace.catalogue.measuring import Measured

_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

money_words = format_dong


def quantity_words(base: int, of: Measured) -> str:
    """2500 g of what is sold by the kg → "2,5 kg"; a no-break space between."""
    figure = f"{from_base(base, factor=of.unit_factor):f}"
    return f"{figure if _english() else figure.replace('.', ',')}{NBSP}{of.unit_label.removeprefix('1 ')}"


def day_words(day: date) -> str:
    """ "thứ Năm 26/11"."""
    return f"{day:%a %d/%m}" if _english() else f"{_DAYS[day.weekday()]} {day.day}/{day.month}"


def moment_words(at: datetime) -> str:
    """ "14:05 26/11", in Viet Nam."""
    local = timezone.localtime(at)
    return f"{local:%H:%M} {local.day}/{local.month}"


def _english() -> bool:
    return (get_language() or "vi").startswith("en")

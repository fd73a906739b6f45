"""Amounts of goods as people type and read them, in the listing's unit; the shop counts grams or pieces."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.measures import from_base, parse_quantity, to_base
from web.words import NBSP, is_english, number_words, weight_words

KILOGRAM = 1_000
_ABOUT = "khoảng"  # a label that only estimates what is in the unit does not follow a figure
_GROUPED = {"vi": re.compile(r"^\d{1,3}(\.\d{3})+(?=,|$)"), "en": re.compile(r"^\d{1,3}(,\d{3})+(?=\.|$)")}


def ungroup(text: str) -> str:
    """ "1.250" → "1250" in Vietnamese, "1,250" → "1250" in English: as we write them, so people type."""
    bare = text.strip().replace(NBSP, "").replace(" ", "")
    language, mark = ("en", ",") if is_english() else ("vi", ".")
    if found := _GROUPED[language].match(bare):
        return found.group().replace(mark, "") + bare[found.end() :]
    return bare


def read_quantity(text: str, *, factor: int, field: str = "") -> int:
    """The number of units typed → base units. Refuses what is no number, or finer than one base unit."""
    return to_base(parse_quantity(ungroup(text), field=field), factor=factor, field=field)


def plain_quantity(base: int, *, factor: int) -> str:
    """Base units → the figure for a field, without marks between thousands: "2,5"."""
    figure = f"{from_base(base, factor=factor):f}"
    return figure if is_english() else figure.replace(".", ",")


def script_quantity(base: int, *, factor: int) -> str:
    """The same for the script's attributes, in every language with a point: "2.5"."""
    return f"{from_base(base, factor=factor):f}"


def unit_word(label: str) -> str:
    """What stands behind a figure or a slash: "1 chục (12 trái)" → "chục (12 trái)"."""
    return label.removeprefix("1 ")


def quantity_words(base: int, *, factor: int, unit: str) -> str:
    """ "5 kg", "2 thùng 10 kg"; where the unit is the kilogram, small amounts are said in grams."""
    if unit == "kg":
        return weight_words(base)
    if _ABOUT in unit:
        unit = unit.partition(" (")[0]
    value = from_base(base, factor=factor)
    figure: Decimal | int = int(value) if value == value.to_integral_value() else value
    return f"{number_words(figure)}{NBSP}{unit}"


def weight_beside(base: int, *, unit: str, unit_weight_g: int) -> str:
    """What an amount weighs, where its unit does not say: "= 6 kg"."""
    return "" if unit == "kg" else _("= %(weight)s") % {"weight": weight_words(base * unit_weight_g)}

"""Quantities: integers in a base unit (grams or pieces), shown and priced in the unit of the listing.

How many base units a unit holds is always given as a factor: a chục is 10, 12 or 14 pieces by province and
commodity, a litre of honey weighs more than one of milk.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal

_SHOWN = Decimal("0.001")


class Base(TextChoices):
    GRAM = "g", _("gam")
    PIECE = "piece", _("cái")


class Unit(TextChoices):
    KG = "kg", _("kg")
    GRAM = "g", _("gam")
    LANG = "lang", _("lạng")
    YEN = "yen", _("yến")
    TA = "ta", _("tạ")
    TAN = "tan", _("tấn")
    LITRE = "litre", _("lít")
    CHUC = "chuc", _("chục")
    BUNDLE = "bundle", _("bó")
    BOX = "box", _("thùng")
    BAG = "bag", _("túi")
    HAND = "hand", _("nải")
    PIECE = "piece", _("trái")


GRAMS = {
    Unit.GRAM: 1,
    Unit.LANG: 100,
    Unit.KG: 1_000,
    Unit.YEN: 10_000,
    Unit.TA: 100_000,
    Unit.TAN: 1_000_000,
}
"""Units that mean the same everywhere."""


class QuantityNotWhole(Refusal):
    code = "QUANTITY_NOT_WHOLE"
    message = _("Số lượng %(given)s lẻ quá, xin ghi tròn hơn.")


class UnreadableQuantity(Refusal):
    code = "UNREADABLE_QUANTITY"
    message = _("Không đọc được số lượng “%(given)s”. Ví dụ: 5 hoặc 2,5.")


def parse_quantity(text: str, *, field: str = "") -> Decimal:
    """ "5", "2,5" or "2.5" as a positive number with at most three decimals."""
    figure = text.strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", figure) or not Decimal(figure):
        raise UnreadableQuantity(field=field, given=text.strip()[:40])
    return Decimal(figure)


def to_base(quantity: Decimal, *, factor: int, field: str = "") -> int:
    """2.5 kg with factor 1000 → 2500 g. Refuses what is not a whole number of base units."""
    base = quantity * factor
    if base != base.to_integral_value():
        raise QuantityNotWhole(field=field, given=f"{quantity.normalize():f}")
    return int(base)


def from_base(base: int, *, factor: int) -> Decimal:
    """2500 g with factor 1000 → 2.5. Exact to three decimals, then rounded half up (a piece of a dozen)."""
    quantity = (Decimal(base) / factor).quantize(_SHOWN, rounding=ROUND_HALF_UP)
    return quantity.to_integral_value() if quantity == quantity.to_integral_value() else quantity.normalize()


def price_of(base: int, *, factor: int, unit_price: int) -> int:
    """What `base` base units cost at `unit_price` dong a unit, rounded half up. Nobody else computes it."""
    return (2 * base * unit_price + factor) // (2 * factor)

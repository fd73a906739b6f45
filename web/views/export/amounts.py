"""Amounts in other currencies than the dong, as people read them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.money import exponent_of
from web.words import number_words


def minor_words(minor: int | None, currency: str) -> str:
    """ "1.250,50 EUR"; what is not known says so."""
    if minor is None:
        return _("chưa biết")
    return f"{number_words(Decimal(minor).scaleb(-exponent_of(currency)))} {currency}"

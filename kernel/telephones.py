"""Telephone numbers: Vietnamese mobile numbers, kept as E.164.

Ten digits since 2018, prefixes 03x 05x 07x 08x 09x. Numbers are portable, so a prefix names no operator.
"""

import re

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal

_FILLING = re.compile(r"[\s.\-()\u00a0]")
_LOCAL = re.compile(r"0[35789][0-9]{8}")


class UnreadableTelephone(Refusal):
    code = "UNREADABLE_TELEPHONE"
    message = _("Số điện thoại chưa đúng. Số di động có 10 chữ số, ví dụ 0900 000 123.")
    field = "telephone"


def normalise(text: str, *, field: str = "telephone") -> str:
    """ "0900 000 123", "84900000123" or "+84.900.000.123" → "+84900000123"."""
    digits = _FILLING.sub("", text)
    for prefix in ("+84", "0084", "84"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).removeprefix("0")
            break
    if not _LOCAL.fullmatch(digits):
        raise UnreadableTelephone(field=field)
    return "+84" + digits[1:]


def local(telephone: str) -> str:
    """ "+84900000123" → "0900000123", as people dial it."""
    return "0" + telephone.removeprefix("+84") if telephone.startswith("+84") else telephone


def mask(telephone: str) -> str:
    """ "+84900000123" → "090••••123": enough for its owner, too little for others."""
    dialled = local(telephone)
    return f"{dialled[:3]}••••{dialled[-3:]}" if dialled else ""

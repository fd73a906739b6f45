"""The codes on a box. All end in a Damm check digit, which finds every single wrong digit and every swap
of neighbours.

Tracking code: "NN", a letter for the carrier, eleven random digits, the check digit: "NNV483920175628".
Fifteen characters, digits at the end: never the form of UPU S10 (two letters, nine digits, two letters),
whose numbers only a designated operator may issue."""

import re
import secrets
from typing import Final

_DAMM: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_CARRIER_LETTERS: Final = {
    "vnpost": "V",
    "viettelpost": "T",
    "ghn": "N",
    "ghtk": "K",
    "communepost": "X",
    "ems": "E",
}
_OTHER_CARRIER: Final = "Z"
_FORM: Final = re.compile(r"NN[A-Z][0-9]{12}", re.ASCII)
_RANDOM_DIGITS: Final = 11
_HANDOVER_DIGITS: Final = 4


def check_digit(digits: str) -> str:
    """Damm's check digit (H. M. Damm, 2004), by the quasigroup of order 10."""
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


def is_valid(digits: str) -> bool:
    """Whether the last digit checks those before it."""
    return digits.isdecimal() and digits.isascii() and check_digit(digits) == "0"


def new_tracking_code(carrier_code: str) -> str:
    """Random, so that nobody reads our volume from it; unique by constraint."""
    digits = _random_digits(_RANDOM_DIGITS)
    return "NN" + _CARRIER_LETTERS.get(carrier_code, _OTHER_CARRIER) + digits + check_digit(digits)


def new_handover_code() -> str:
    """Five digits a household writes on a box with a pen; unique within its pickup."""
    digits = _random_digits(_HANDOVER_DIGITS)
    return digits + check_digit(digits)


def tidy_code(text: str) -> str:
    """What a person typed or a scanner read, as we store codes."""
    return re.sub(r"[\s.\-]", "", text).upper()


def is_tracking_code(code: str) -> bool:
    """Whether it has the form of ours and its check digit is right."""
    return bool(_FORM.fullmatch(code)) and is_valid(code[3:])


def _random_digits(count: int) -> str:
    return "".join(str(secrets.randbelow(10)) for _digit in range(count))

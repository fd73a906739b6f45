"""Numbers of others that stand on parcels: checked and shown, never minted here. UPU S10 numbers are issued
by a country's designated operator alone, SSCCs by who holds a GS1 company prefix."""

import re
from typing import Final, NamedTuple

_S10: Final = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})", re.ASCII)
_S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
_SSCC: Final = re.compile(r"(?:\(00\)|00)?([0-9]{18})", re.ASCII)
_KINDS: Final = {
    "C": "parcel",
    "E": "ems",
    "H": "e_commerce",
    "L": "tracked_letter",
    "R": "registered_letter",
    "U": "letter_with_customs",
    "V": "insured_letter",
}


class S10(NamedTuple):
    """UPU S10: `kind` by the service indicator ("RB" → registered_letter, "other" for bilateral ones),
    `country` as ISO 3166-1 alpha-2."""

    indicator: str
    serial: str
    country: str
    kind: str


def s10_check_digit(serial: str) -> str:
    """Of eight digits: weights 8 6 4 2 3 5 9 7, 11 minus the sum's rest by 11; 10 becomes 0, 11 becomes 5."""
    if not re.fullmatch(r"[0-9]{8}", serial, re.ASCII):
        raise ValueError(serial)
    rest = sum(weight * int(digit) for weight, digit in zip(_S10_WEIGHTS, serial, strict=True)) % 11
    return {10: "0", 11: "5"}.get(11 - rest, str(11 - rest))


def read_s10(number: str) -> S10 | None:
    """The parts of an S10 number whose check digit is right; spaces and case do not matter."""
    found = _S10.fullmatch(re.sub(r"\s", "", number).upper())
    if found is None:
        return None
    indicator, serial, check, country = found.groups()
    if s10_check_digit(serial) != check:
        return None
    return S10(indicator, serial, country, _KINDS.get(indicator[0], "other"))


def gs1_check_digit(digits: str) -> str:
    """Modulo 10 with the weights 3, 1 from the right."""
    if not re.fullmatch(r"[0-9]+", digits, re.ASCII):
        raise ValueError(digits)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def read_sscc(number: str) -> str | None:
    """The eighteen digits of a Serial Shipping Container Code, with or without its identifier (00), if the
    check digit is right."""
    found = _SSCC.fullmatch(re.sub(r"\s", "", number))
    digits = found.group(1) if found else ""
    return digits if digits and gs1_check_digit(digits[:-1]) == digits[-1] else None

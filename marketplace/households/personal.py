"""The shapes of personal numbers. Refusals never repeat what was typed: it must not reach a log."""

import re

from kernel.text import fold, tidy_line
from marketplace.households.banks import BANKS
from marketplace.households.refusals import (
    BankAccountInvalid,
    BankHolderMissing,
    IdentityNumberInvalid,
    TaxCodeInvalid,
    UnknownBank,
)

_FILLING = re.compile(r"[\s.\-]")


def check_identity_number(text: str) -> str:
    """Căn cước: 12 digits. Empty stays empty: it is asked for when the household wants to be verified."""
    number = _FILLING.sub("", text)
    if number and not re.fullmatch(r"[0-9]{12}", number):
        raise IdentityNumberInvalid
    return number


def check_tax_code(text: str) -> str:
    """10 digits, 13 for a branch, or the 12 of the identity card, which since July 2025 is a person's tax
    code.
    """
    code = _FILLING.sub("", text)
    if code and not re.fullmatch(r"[0-9]{10}|[0-9]{12}|[0-9]{13}", code):
        raise TaxCodeInvalid
    return code


def check_bank_code(text: str) -> str:
    if text not in BANKS:
        raise UnknownBank
    return text


def check_bank_account(text: str) -> str:
    account = _FILLING.sub("", text)
    if not re.fullmatch(r"[0-9]{6,19}", account):
        raise BankAccountInvalid
    return account


def check_bank_holder(text: str) -> str:
    """As banks print it: capitals without accents."""
    holder = fold(tidy_line(text)).upper()[:120]
    if not holder:
        raise BankHolderMissing
    return holder


def ending(number: str) -> str:
    """ "012345678901" → "•••901": enough to recognise one's own, on a page or in the admin."""
    return f"•••{number[-3:]}" if number else ""

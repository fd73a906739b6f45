"""Who gets a parcel abroad, tidied and checked: the forms of post and customs take Latin letters only."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kernel.text import tidy_line
from marketplace.orders.refusals import FieldMissing, TextTooLong
from marketplace.postal.refusals import LettersNotLatin, UnreadableEmail, UnreadableForeignTelephone

LIMITS: Final = {"name": 80, "address": 160, "city": 80, "postal_code": 12, "email": 120}
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_FILLING: Final = re.compile(r"[\s.\-()]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientAbroad:
    """As typed; `checked` gives it tidied. The telephone is E.164 with the country's code."""

    name: str
    email: str
    telephone: str
    address: str
    city: str
    postal_code: str = ""

    def checked(self) -> "RecipientAbroad":
        """FieldMissing, TextTooLong, LettersNotLatin, UnreadableEmail or UnreadableForeignTelephone, each
        with its field.
        """
        return RecipientAbroad(
            name=_latin("name", self.name),
            email=_email(self.email),
            telephone=_telephone(self.telephone),
            address=_latin("address", self.address),
            city=_latin("city", self.city),
            postal_code=_latin("postal_code", self.postal_code, required=False),
        )


def _text(field: str, text: str, *, required: bool = True) -> str:
    tidied = tidy_line(text)
    if required and not tidied:
        raise FieldMissing(field=field)
    if len(tidied) > LIMITS[field]:
        raise TextTooLong(field=field, limit=LIMITS[field])
    return tidied


def _latin(field: str, text: str, *, required: bool = True) -> str:
    tidied = _text(field, text, required=required)
    if any(letter.isalpha() and "LATIN" not in unicodedata.name(letter, "") for letter in tidied):
        raise LettersNotLatin(field=field)
    return tidied


def _email(text: str) -> str:
    tidied = _text("email", text).lower()
    try:
        validate_email(tidied)
    except ValidationError as wrong:
        raise UnreadableEmail from wrong
    return tidied


def _telephone(text: str) -> str:
    digits = _FILLING.sub("", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if not _E164.fullmatch(digits):
        raise UnreadableForeignTelephone
    return digits

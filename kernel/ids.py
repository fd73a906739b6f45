"""Public names of things. No row number leaves the house: a key does, after its type ("order:<key>")."""

import secrets
import time
from typing import Any

from django.db import models

KEY_LENGTH = 26
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: sorts like the number, no i, l, o, u
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: it is read aloud over the telephone
_CODE_LENGTH = 6
_RANDOM_BITS = 80


def new_key() -> str:
    """26 letters: 48 bits of milliseconds, so that index pages fill in order, then 80 random bits.

    Not to be guessed, but it tells when the thing was made: where that matters use `new_secret`.
    """
    value = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(5 * (KEY_LENGTH - 1), -1, -5))


def new_secret() -> str:
    """32 url-safe letters, 192 random bits: who has it may act (an order's link, a token)."""
    return secrets.token_urlsafe(24)


def order_code() -> str:
    """A code people read aloud: "NN7K3M9Q". Unique by constraint among a thousand million: draw again."""
    return "NN" + "".join(secrets.choice(_CODE_LETTERS) for _letter in range(_CODE_LENGTH))


class KeyField(models.CharField[str, str]):
    """The public key of a row: unique, given at birth, never edited; compared byte by byte."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {
            "max_length": KEY_LENGTH,
            "unique": True,
            "default": new_key,
            "editable": False,
            "db_collation": "C",
        }
        super().__init__(**(defaults | options))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, positional, options = super().deconstruct()
        return name, "kernel.ids.KeyField", positional, options

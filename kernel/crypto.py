"""Personal data at rest: encrypted columns and keyed fingerprints.

PERSONAL_DATA_KEYS are url-safe base64 of 32 bytes, newest first: the first encrypts, all of them decrypt.
`manage.py rotate_personal_data` re-encrypts everything with the first, after which older keys may go.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression


class Undecipherable(Exception):
    """None of the keys opens this value: a key was dropped before the rotation."""


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("PERSONAL_DATA_KEYS is empty")
    return MultiFernet([Fernet(key) for key in keys])


def _current_box() -> MultiFernet:
    return _box(tuple(settings.PERSONAL_DATA_KEYS))


def encrypt(text: str) -> str:
    """Nothing stays nothing, so that an empty column is seen to be empty."""
    return _current_box().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    try:
        return _current_box().decrypt(token.encode()).decode() if token else ""
    except InvalidToken as problem:
        raise Undecipherable from problem


def rotate(token: str) -> str:
    """The same text under the newest key."""
    return _current_box().rotate(token.encode()).decode() if token else ""


def fingerprint(text: str) -> str:
    """64 hexadecimal digits, the same for the same text: to look up what must not be stored readable.

    Keyed with FINGERPRINT_KEY, which is not rotated: a new key makes every stored fingerprint unknown.
    """
    if not settings.FINGERPRINT_KEY:
        raise ImproperlyConfigured("FINGERPRINT_KEY is empty")
    return hmac.new(settings.FINGERPRINT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


class EncryptedTextField(models.TextField[str, str]):
    """Text that the database sees only encrypted. It cannot be searched: store a `fingerprint` beside it."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return encrypt(prepared) if isinstance(prepared, str) else prepared

    def from_db_value(
        self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper
    ) -> str | None:
        return None if value is None else decrypt(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be compared")
        return super().get_lookup(lookup_name)

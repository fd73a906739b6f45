"""What is handed out once and kept only as a hash."""

import hashlib
import secrets

from django.conf import settings

from kernel.crypto import fingerprint, same
from kernel.ids import new_secret
from marketplace.people.enums import Purpose

CODE_DIGITS = 6
TOKEN_PREFIX = "nn_"  # noqa: S105 lets scanners of leaked secrets know ours
DEMO_TELEPHONES = "+84900000"


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def code_hash(*, telephone: str, purpose: Purpose, code: str) -> str:
    """Keyed: a million codes are soon tried against a plain hash. Bound to telephone and purpose."""
    return fingerprint(f"code:{purpose}:{telephone}:{code}")


def new_token() -> str:
    return TOKEN_PREFIX + new_secret()


def secret_hash(secret: str) -> str:
    """Plain sha256 does: the secret has 192 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_demo_code(*, telephone: str, code: str) -> bool:
    """The fixed code of the demo people; DEMO_CODE is empty elsewhere."""
    return (
        bool(settings.DEMO_CODE) and telephone.startswith(DEMO_TELEPHONES) and same(code, settings.DEMO_CODE)
    )

"""Carriers that are nobody's: one for each sandbox, so that no two developers see each other's parcels."""

import secrets
from typing import Final

from logistics.carriers.models import Carrier

PREFIX: Final = "test-"


def open_sandbox_carrier(*, name: str) -> str:
    """A new carrier for a sandbox; its code. It is not active: no buyer is offered it."""
    code = PREFIX + secrets.token_hex(4)
    Carrier.objects.create(code=code, name=name[:60], is_demo=True, active=False, position=999)
    return code


def is_sandbox(carrier_code: str) -> bool:
    return carrier_code.startswith(PREFIX)

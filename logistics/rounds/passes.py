"""A courier's pass: what the QR on a telephone or a card says, and whether it is still good.

The text is signed by this house (Django's signer: HMAC-SHA256 with SECRET_KEY; older keys in
SECRET_KEY_FALLBACKS still verify) and carries the last day it is good for. It names the vehicle; who drives
it and for which office is read when it is checked, so that a pass dies at once when the vehicle is retired or
another person drives it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import segno
from django.core import signing

from kernel.clock import local_day
from kernel.crypto import same
from logistics.carriers.queries import carrier, office
from logistics.rounds.models import Vehicle
from logistics.rounds.refusals import PassInvalid

GOOD_FOR: Final = timedelta(days=7)
_SALT: Final = "logistics.rounds.pass"
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class CourierPass:
    """All that a stranger is shown: nothing else about the person."""

    courier: str
    office: str
    carrier: str
    last_day: date


def issue_pass(*, vehicle: Vehicle, at: datetime) -> str:
    """The signed text for who drives the vehicle now, good today and for a week; "" when nobody is named."""
    if not vehicle.courier or vehicle.retired_at:
        return ""
    last_day = local_day(at) + GOOD_FOR
    said = {"v": vehicle.key, "c": _person(vehicle.courier), "d": last_day.isoformat()}
    return signing.dumps(said, salt=_SALT)


def read_pass(text: str, *, at: datetime) -> CourierPass:
    """Raises PassInvalid for everything that is not a good pass of ours today; it does not say why."""
    try:
        said = signing.loads(text[:_LONGEST], salt=_SALT)
        last_day = date.fromisoformat(said["d"])
    except (signing.BadSignature, ValueError, TypeError, KeyError) as wrong:
        raise PassInvalid from wrong
    if last_day < local_day(at):
        raise PassInvalid
    return _checked(said, last_day)


def _checked(said: Mapping[str, Any], last_day: date) -> CourierPass:
    vehicle = Vehicle.objects.select_related("base").filter(key=said["v"], retired_at=None).first()
    if vehicle is None or not vehicle.courier or not same(_person(vehicle.courier), str(said["c"])):
        raise PassInvalid
    base = vehicle.base
    return CourierPass(
        courier=vehicle.courier,
        office=office(base.office_code).name,
        carrier=carrier(base.carrier_code).name,
        last_day=last_day,
    )


def _person(name: str) -> str:
    """Eight bytes of the name: enough to tell one driver of a vehicle from the next, nothing to read."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def pass_svg(address: str) -> str:
    """The QR of the page that checks it, as an SVG element of its own."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(scale=6, border=3, dark="#1E2A22", light="#FFFFFF"))

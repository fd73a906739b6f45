"""A guest's telephone is confirmed once, by a code, and the proof kept in this browser for 30 days."""

from kernel.clock import now
from kernel.limits import client_of
from marketplace.people.enums import Purpose
from marketplace.people.operations import confirm_telephone, request_code
from web.http import HouseRequest

CONFIRMED = "confirmed"


def ask_for_code(request: HouseRequest, *, telephone: str) -> None:
    """TooManyRequests past the limits of this telephone or this client."""
    request_code(telephone=telephone, purpose=Purpose.ORDER, client=client_of(request), at=now())


def confirmation_of(request: HouseRequest, *, telephone: str, code: str) -> str:
    """The proof for this telephone: made from the code when one was typed, else the one kept, else ""."""
    kept: dict[str, str] = request.session.get(CONFIRMED) or {}
    digits = "".join(code.split())
    if not digits:
        return kept.get(telephone, "")
    proof = confirm_telephone(telephone=telephone, code=digits, at=now())
    request.session[CONFIRMED] = {**kept, telephone: proof}
    return proof

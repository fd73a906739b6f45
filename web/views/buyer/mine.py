"""What this browser bought: a guest finds the orders again without the text message."""

from web.http import HouseRequest

BOUGHT = "bought"
KEPT = 20


def remember(request: HouseRequest, checkout_secret: str) -> None:
    kept: list[str] = list(request.session.get(BOUGHT) or [])
    others = [secret for secret in kept if secret != checkout_secret]
    request.session[BOUGHT] = [checkout_secret, *others][:KEPT]


def secrets_of(request: HouseRequest) -> list[str]:
    return list(request.session.get(BOUGHT) or [])


def telephone_of(request: HouseRequest) -> str:
    """The signed-in buyer's own number, which needs no code."""
    account = request.person.account
    return account.telephone if account else ""

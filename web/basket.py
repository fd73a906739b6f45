"""What a buyer has put aside, in the session: nothing is reserved by it."""

from collections.abc import Sequence

from marketplace.orders.baskets import BasketLine
from web.context import BASKET
from web.http import HouseRequest

SERVICES = "services"
MOST_LINES = 40


def lines_of(request: HouseRequest) -> Sequence[BasketLine]:
    """In the order in which they were put in."""
    kept: dict[str, int] = request.session.get(BASKET) or {}
    return [BasketLine(listing_key=key, quantity=quantity) for key, quantity in kept.items()]


def quantity_of(request: HouseRequest, listing_key: str) -> int:
    kept: dict[str, int] = request.session.get(BASKET) or {}
    return kept.get(listing_key, 0)


def put(request: HouseRequest, *, listing_key: str, quantity: int) -> bool:
    """So much of this listing from now on; nought takes it out. False when the basket is full."""
    kept: dict[str, int] = dict(request.session.get(BASKET) or {})
    if listing_key not in kept and len(kept) >= MOST_LINES:
        return False
    if quantity > 0:
        kept[listing_key] = quantity
    else:
        kept.pop(listing_key, None)
    request.session[BASKET] = kept
    return True


def empty(request: HouseRequest) -> None:
    request.session.pop(BASKET, None)
    request.session.pop(SERVICES, None)


def chosen_services(request: HouseRequest) -> dict[str, str]:
    """The carrier's service that the buyer prefers, by household."""
    return dict(request.session.get(SERVICES) or {})


def choose_service(request: HouseRequest, *, household_key: str, service_code: str) -> None:
    request.session[SERVICES] = {**chosen_services(request), household_key: service_code}

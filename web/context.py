"""What every page's frame needs: the bar, the place one buys for, what waits in the basket."""

from functools import cached_property
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest

from web.bars import BARS, BarItem

BASKET = "basket"
PLACE = "place"


class ChosenPlace(TypedDict):
    """The commune a buyer chose, as kept in the session under PLACE; `name` says the province too."""

    code: str
    name: str
    short: str


class House:
    """Costs nothing until a template asks; the session is then the only thing that is read."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def buyer_bar(self) -> tuple[BarItem, ...]:
        return BARS["buyer"]

    @property
    def household_bar(self) -> tuple[BarItem, ...]:
        return BARS["household"]

    @property
    def post_bar(self) -> tuple[BarItem, ...]:
        return BARS["post"]

    @property
    def staff_bar(self) -> tuple[BarItem, ...]:
        return BARS["staff"]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Each with its own name for itself."""
        return list(settings.LANGUAGES)

    @cached_property
    def basket_count(self) -> int:
        session = getattr(self._request, "session", None)
        return len(session.get(BASKET) or {}) if session else 0

    @cached_property
    def place(self) -> ChosenPlace | None:
        session = getattr(self._request, "session", None)
        return session.get(PLACE) if session else None


def house(request: HttpRequest) -> dict[str, House]:
    return {"house": House(request)}

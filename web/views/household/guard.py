"""Which household the signed-in person works for now; cooperatives have several and switch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import redirect

from marketplace.households.models import Household
from marketplace.households.queries import acting, households_of
from web.http import HouseRequest
from web.views.sign_in.guard import to_sign_in

P = ParamSpec("P")
HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Home:
    """`acting_for`: the person is not of this household but its cooperative's, and every page says so."""

    household: Household
    others: Sequence[Household]
    acting_for: bool

    @property
    def key(self) -> str:
        return self.household.key


View = Callable[Concatenate[HouseRequest, Home, P], HttpResponse]
Guarded = Callable[Concatenate[HouseRequest, P], HttpResponse]


def for_household(view: View[P]) -> Guarded[P]:
    """Gives the view the household; who has none is asked to open one."""

    @wraps(view)
    def guarded(request: HouseRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.person.is_guest:
            return to_sign_in(request)
        home = home_of(request)
        if home is None:
            return redirect("web:open_household")
        request.home = home  # type: ignore[attr-defined]
        return view(request, home, *args, **kwargs)

    return guarded


def home_of(request: HouseRequest) -> Home | None:
    mine = households_of(person=request.person)
    if not mine:
        return None
    wanted = request.session.get(HOUSEHOLD, "")
    household = next((one for one in mine if one.key == wanted), mine[0])
    others = [one for one in mine if one.key != household.key]
    acted = acting(person=request.person, household=household)
    return Home(household, others, acting_for=bool(acted.acting_for))

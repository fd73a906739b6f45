"""Pages of whoever exports: an owner of a verified household, or a manager of a cooperative."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse

from web.http import HouseRequest
from web.views.sign_in.guard import to_sign_in

P = ParamSpec("P")
View = Callable[Concatenate[HouseRequest, P], HttpResponse]


def for_exporter(view: View[P]) -> View[P]:
    """Who is not signed in signs in. Which consignments are theirs every page asks by `exporters.queries`,
    which gives nothing to whoever exports for nobody.
    """

    @wraps(view)
    def guarded(request: HouseRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.person.is_guest:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded

"""Pages that only a signed-in person sees: others sign in first and come back."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from web.http import HouseRequest

P = ParamSpec("P")
View = Callable[Concatenate[HouseRequest, P], HttpResponse]


def signed_in(view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: HouseRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.person.is_guest:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def to_sign_in(request: HouseRequest) -> HttpResponse:
    """A form that was sent is not sent again: the person comes back to the page it stood on."""
    back = request.get_full_path() if request.method == "GET" else request.path
    return redirect(reverse("web:sign_in", query={"tiep": back}))

"""Demo pages are not there in a real shop."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpResponse

from web.http import HouseRequest

P = ParamSpec("P")
View = Callable[Concatenate[HouseRequest, P], HttpResponse]


def demo_only(view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: HouseRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (settings.DEBUG or settings.DEMO_INBOX):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded

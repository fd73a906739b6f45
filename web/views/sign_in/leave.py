"""Sign out. What lay in the basket leaves with the person."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from web.http import HouseRequest


@require_POST
def leave(request: HouseRequest) -> HttpResponse:
    logout(request)
    return redirect("web:front")

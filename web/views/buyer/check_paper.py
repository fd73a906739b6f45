"""What anybody who holds an export paper of ours may ask: is it ours, is it still the newest?

Nothing here is about a person: who reads the square code may be anybody.
"""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.clock import now
from kernel.limits import client_of, take
from logistics.documents.queries import verified
from web.http import HouseRequest

MOST: Final = 60
"""Of one client in a minute: a person with a stack of papers, not a program that guesses codes."""


@require_safe
def show(request: HouseRequest, code: str) -> HttpResponse:
    take(name="check_paper", key=client_of(request), limit=MOST, seconds=60, at=now())
    response = render(request, "buyer/check_paper.html", {"paper": verified(code=code), "bar": ""})
    response.headers["X-Robots-Tag"] = "noindex"
    return response

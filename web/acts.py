"""A button that does one thing: run the operation, say what came of it, go back to the page."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kernel.errors import NotAllowed, NotFound, Refusal

T = TypeVar("T")


def act(request: HttpRequest, run: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """A refusal becomes a message on the page one came from; what is not there or not theirs is a page."""
    try:
        run()
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        if done:
            messages.success(request, done)
    return redirect(back)

"""A refusal as a whole page: where there is no form on which to say it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from kernel.errors import NotAllowed, NotFound, Refusal

TOO_MANY = "TOO_MANY_REQUESTS"


def refused_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """404: not there or not theirs. 403: not allowed. 429: with a time to wait. Anything else: 409."""
    if isinstance(refusal, NotFound):
        return render(request, "404.html", {"refusal": refusal}, status=404)
    if isinstance(refusal, NotAllowed):
        return render(request, "403.html", {"refusal": refusal}, status=403)
    if refusal.code == TOO_MANY:
        response = render(request, "refused.html", {"refusal": refusal}, status=429)
        response.headers["Retry-After"] = str(refusal.data.get("retry_after", 60))
        return response
    return render(request, "refused.html", {"refusal": refusal}, status=409)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return render(request, "404.html", {"refusal": None}, status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return render(request, "403.html", {"refusal": None}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off: say so, and keep the way back."""
    return render(request, "403_form.html", {"reason": reason}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the frame and the person: whatever broke may break it again."""
    words = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(loader.render_to_string("500.html", words), status=500)

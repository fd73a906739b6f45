"""Around every page: a name for the request, headers, the language, the person, and refusals as pages."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from kernel.errors import Invalid, Refusal
from marketplace.people.rules import Person
from web import policy
from web.refused import refused_page
from web.request_id import current_id

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_REQUEST_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


class RequestIdMiddleware:
    """Takes `X-Request-ID` from the proxy in front or draws one; it stands in the answer and in the log."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        name = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]
        token = current_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            current_id.reset(token)
        response.headers["X-Request-ID"] = name
        return response


class PageCompressionMiddleware(GZipMiddleware):
    """Pages only: they go over slow lines. Random bytes hide how long they are (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class SecurityHeadersMiddleware:
    """A view that sets its own Content-Security-Policy keeps it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kind = "admin" if request.path.startswith("/admin/") else "ours"
        response.headers.setdefault("Content-Security-Policy", policy.header(kind))
        response.headers.setdefault("Permissions-Policy", policy.PERMISSIONS)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class LanguageMiddleware:
    """Vietnamese, unless this browser chose English with the switch.

    What the browser says it accepts is not asked: many telephones in the villages were set to English by the
    shop that sold them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PersonMiddleware:
    """`request.person`: who asks, read only when needed. A refusal that no view caught becomes a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.person = SimpleLazyObject(lambda: person_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_given: Any
    ) -> HttpResponse | None:
        """No text has a NUL in it, and PostgreSQL stores none. What is read without a form's token (GraphQL,
        the partner API) answers for itself, in its own shape.
        """
        if getattr(view, "csrf_exempt", False):
            return None
        sent = (request.GET, request.POST)
        if any("\0" in text for query in sent for name, texts in query.lists() for text in (name, *texts)):
            return refused_page(request, Invalid())
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused_page(request, exception) if isinstance(exception, Refusal) else None


def person_of(request: HttpRequest) -> Person:
    return Person(account=request.user if request.user.is_authenticated else None)

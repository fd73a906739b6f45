"""Around every operation: size and type of the body, a name for the request, every failure as a problem."""

import logging
import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _

from logistics.partner_api.auth import WINDOW_SECONDS
from logistics.partner_api.problems import POLICY, Problem, response_of

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


def framed(view: View) -> View:
    """The view of a path, inside the frame."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _name(request)
        try:
            _check_body(request)
            response = view(request, *args, **kwargs)
        except Problem as problem:
            response = response_of(problem, request)
        if response.status_code == 405:
            response = _not_allowed(request, response)
        response.headers["X-Request-ID"] = getattr(request, "request_id", "")
        _tell_quota(request, response)
        response.headers["Access-Control-Allow-Origin"] = settings.PUBLIC_URL.rstrip("/")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return inside


def _tell_quota(request: HttpRequest, response: HttpResponse) -> None:
    """draft-ietf-httpapi-ratelimit-headers-11: the policy and what is left of it."""
    quota: tuple[int, int, int] | None = getattr(request, "partner_quota", None)
    if quota:
        limit, left, seconds = quota
        response.headers["RateLimit-Policy"] = f'"{POLICY}";q={limit};w={WINDOW_SECONDS}'
        response.headers["RateLimit"] = f'"{POLICY}";r={left};t={seconds}'


def _name(request: HttpRequest) -> None:
    """The web's middleware has named it already; alone, the partner API names it itself."""
    if not getattr(request, "request_id", ""):
        given = request.headers.get("X-Request-ID", "")
        name = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]


def _check_body(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    try:
        body = request.body
    except RequestDataTooBig as big:
        raise Problem(413, "BODY_TOO_LARGE", _("Nội dung gửi lên quá lớn; chia nhỏ ra.")) from big
    except (UnreadablePostError, SuspiciousOperation) as cut:
        raise Problem(400, "BODY_UNREADABLE", _("Nội dung gửi lên bị đứt giữa chừng.")) from cut
    if body and request.content_type != kind_of_body(request.path):
        raise Problem(
            415, "NOT_JSON", _("Cần Content-Type: %(kind)s.") % {"kind": kind_of_body(request.path)}
        )


def kind_of_body(path: str) -> str:
    """JSON everywhere; a form where OAuth says so (RFC 6749, 4.4.2)."""
    return "application/x-www-form-urlencoded" if path.endswith("/oauth/token") else "application/json"


def _not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    problem = Problem(405, "METHOD_NOT_ALLOWED", headers={"Allow": response.headers.get("Allow", "")})
    return response_of(problem, request)


def nothing_here(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Every other address under ours."""
    raise Problem(404, "NOT_FOUND", _("Không có địa chỉ này trong API."))

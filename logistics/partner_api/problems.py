"""Everything that can go wrong, as RFC 9457 problem details: stable type and code, pointers."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from kernel.errors import Refusal
from logistics.partner_api.fields import MOST_ERRORS

JSON_TYPE: Final = "application/problem+json"
POLICY: Final = "default"  # the name of the one quota, in headers and problems
# Refusals of the domains below, by code, that are not 409 Conflict.
STATUS_OF_REFUSAL: Final[Mapping[str, int]] = {
    "NOT_FOUND": 404,
    "UNKNOWN_PICKUP": 404,
    "UNKNOWN_PARCEL": 404,
    "UNKNOWN_SHIPMENT": 404,
    "UNKNOWN_REMITTANCE": 404,
    "UNKNOWN_MANIFEST": 404,
    "UNKNOWN_CLAIM": 404,
    "UNKNOWN_ENDPOINT": 404,
    "UNKNOWN_DELIVERY": 404,
    "UNKNOWN_BATCH": 404,
    "NOT_ALLOWED": 403,
    "INVALID": 422,
    "URL_REFUSED": 422,
    "CLOCK_TOO_FAR": 422,
    "UNKNOWN_MAGIC_NUMBER": 422,
    "TOO_MANY_ITEMS": 422,
    "REMITTANCE_TOTAL_WRONG": 422,
    "IDEMPOTENCY_KEY_REUSED": 422,
    "TOO_MANY_REQUESTS": 429,
}
OF_CARRIER: Final = frozenset({"BOOKING_REFUSED", "CARRIER_REFUSED"})  # a carrier's own "no"


class Problem(Exception):
    """An answer that is not what was asked for. `errors` point at what is wrong in the request; `source` says
    who did not want it: the platform, or a carrier's own system behind it."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        source: str = "platform",
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers, self.source = errors, headers or {}, source

    def body(self, request_id: str) -> dict[str, Any]:
        """The members, in the order a reader wants them."""
        body: dict[str, Any] = {
            "type": type_of(self.code),
            "title": self.code.replace("_", " ").capitalize(),
            "status": self.status,
            "code": self.code,
            "detail": self.detail or HTTPStatus(self.status).phrase,
            "error_source": self.source,
            "request_id": request_id,
        }
        quota = {"violated-policies": [POLICY]} if self.status == 429 else {}
        return body | quota | ({"errors": list(self.errors)} if self.errors else {})


def type_of(code: str) -> str:
    """The problem's type: stable, and the same on every server of ours."""
    return f"urn:nhanong:problem:{code.lower().replace('_', '-')}"


def response_of(problem: Problem, request: HttpRequest) -> HttpResponse:
    body = orjson.dumps(problem.body(getattr(request, "request_id", "")))
    headers = {**problem.headers, "Content-Type": JSON_TYPE}
    return HttpResponse(body, status=problem.status, headers=headers)


def from_refusal(refusal: Refusal) -> Problem:
    status = STATUS_OF_REFUSAL.get(refusal.code, 409)
    errors = [{"pointer": f"/{refusal.field}", "detail": refusal.text}] if refusal.field else []
    wait = refusal.data.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else {}
    source = "carrier" if refusal.code in OF_CARRIER else "platform"
    return Problem(status, refusal.code, refusal.text, errors=errors, headers=headers, source=source)


def from_validation(error: ValidationError) -> Problem:
    """A path that cannot name anything of ours is 404, a missing or broken key 400, the rest 422."""
    errors = [_located(item) for item in error.errors[:MOST_ERRORS]]
    places = {str(item["loc"][0]) for item in error.errors}
    if "path" in places:
        return Problem(404, "NOT_FOUND", _("Không tìm thấy."))
    if "header" in places:
        missing = any(item["type"] == "missing" for item in error.errors if item["loc"][0] == "header")
        code = "IDEMPOTENCY_KEY_MISSING" if missing else "IDEMPOTENCY_KEY_INVALID"
        return Problem(400, code, _("Mỗi yêu cầu POST cần một Idempotency-Key, 1-128 ký tự ASCII."))
    return Problem(422, "REQUEST_INVALID", _("Yêu cầu chưa đúng mẫu."), errors=errors)


def _located(error: Mapping[str, Any]) -> dict[str, str]:
    """In the body a JSON pointer (RFC 6901), elsewhere the parameter's name."""
    place, *path = error["loc"]
    if place == "body":
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path[1:])
        return {"pointer": "".join(f"/{step}" for step in steps)[:4000], "detail": str(error["msg"])[:4000]}
    return {"parameter": str(path[-1] if path else "")[:4000], "detail": str(error["msg"])[:4000]}

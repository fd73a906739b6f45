"""The token endpoint: OAuth 2 client credentials (RFC 6749, 4.4), answered in OAuth's own words."""

import base64
import binascii
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_plus

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router

from kernel.clock import now
from kernel.limits import client_of, take
from logistics.partner_api.enums import Scope
from logistics.partner_api.operations import TOKEN_LIFE, issue_token
from logistics.partner_api.queries import client_for
from logistics.partner_api.schemas.access import OAuthError, TokenOut

FAILURES_PER_MINUTE: Final = 60
MOST_LETTERS: Final = 200
_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "client_id": {"type": "string", "maxLength": MOST_LETTERS},
                        "client_secret": {"type": "string", "maxLength": MOST_LETTERS, "format": "password"},
                        "scope": {
                            "type": "string",
                            "maxLength": MOST_LETTERS,
                            "description": "Cách nhau bằng dấu cách; để trống là mọi quyền.",
                        },
                    },
                }
            }
        },
    }
}
router = Router(tags=["Access"])


class OAuthProblem(Exception):
    """`error` is a word of RFC 6749, 5.2; `basic` when the client tried HTTP Basic."""

    def __init__(self, error: str, description: str, *, basic: bool = False) -> None:
        super().__init__(error)
        self.error, self.description, self.basic = error, description, basic


class Credentials(NamedTuple):
    key: str
    secret: str
    basic: bool


@router.post(
    "/oauth/token",
    response={200: TokenOut, 400: OAuthError, 401: OAuthError},
    auth=None,
    operation_id="createToken",
    summary="Đổi mã bí mật lấy mã truy cập",
    openapi_extra=_FORM,
)
def create_token(request: HttpRequest) -> HttpResponse:
    """Đổi client_id và client_secret (HTTP Basic, hoặc trong nội dung) lấy mã truy cập dùng trong một giờ."""
    try:
        return _answer(200, _issue(request))
    except OAuthProblem as problem:
        status = 401 if problem.error == "invalid_client" else 400
        response = _answer(status, {"error": problem.error, "error_description": problem.description})
        if status == 401 and problem.basic:
            response.headers["WWW-Authenticate"] = 'Basic realm="partner"'
        return response


def _answer(status: int, body: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(orjson.dumps(body), status=status, content_type="application/json; charset=utf-8")
    response.headers["Pragma"] = "no-cache"
    return response


def _issue(request: HttpRequest) -> dict[str, Any]:
    form = _form(request)
    given = _credentials(request, form)
    client = client_for(key=given.key, secret=given.secret, at=now())
    if client is None:
        take(name="partner_oauth", key=client_of(request), limit=FAILURES_PER_MINUTE, seconds=60, at=now())
        raise OAuthProblem("invalid_client", "unknown client or wrong secret", basic=given.basic)
    if form.get("grant_type") != "client_credentials":
        raise OAuthProblem("unsupported_grant_type", "only client_credentials is known here")
    scopes = _scopes(form.get("scope", ""), client.scopes)
    return {
        "access_token": issue_token(client=client, scopes=scopes, at=now()),
        "token_type": "Bearer",
        "expires_in": int(TOKEN_LIFE.total_seconds()),
        "scope": " ".join(scopes),
    }


def _form(request: HttpRequest) -> dict[str, str]:
    """Each parameter at most once (RFC 6749, 3.2), none too long, none with a NUL."""
    fields = {}
    for name, values in request.POST.lists():
        if len(values) > 1:
            raise OAuthProblem("invalid_request", f"{name[:MOST_LETTERS]} is given twice")
        if len(values[0]) > MOST_LETTERS or "\0" in values[0]:
            raise OAuthProblem("invalid_request", f"{name[:MOST_LETTERS]} cannot be read")
        fields[name] = values[0]
    if "grant_type" not in fields:
        raise OAuthProblem("invalid_request", "grant_type is missing")
    return fields


def _credentials(request: HttpRequest, form: dict[str, str]) -> Credentials:
    """HTTP Basic with both parts form-encoded (RFC 6749, 2.3.1), or the body; never both."""
    header = request.headers.get("Authorization", "")
    if not header:
        return Credentials(form.get("client_id", ""), form.get("client_secret", ""), basic=False)
    if "client_secret" in form:
        raise OAuthProblem("invalid_request", "credentials are given twice")
    try:
        scheme, encoded = header.split(" ", 1)
        if scheme.lower() != "basic":
            raise ValueError(scheme)
        key, colon, secret = base64.b64decode(encoded, validate=True).decode("ascii").partition(":")
    except (ValueError, binascii.Error) as unreadable:
        raise OAuthProblem("invalid_client", "HTTP Basic cannot be read", basic=True) from unreadable
    if not colon or "\0" in key + secret:
        raise OAuthProblem("invalid_client", "HTTP Basic cannot be read", basic=True)
    return Credentials(unquote_plus(key).replace("\0", ""), unquote_plus(secret), basic=True)


def _scopes(asked: str, allowed: list[str]) -> list[Scope]:
    """Those asked for, all of the client's when none are; a scope that the client has not is refused."""
    wanted = asked.split(" ") if asked else allowed
    if not wanted or not set(wanted) <= set(allowed):
        raise OAuthProblem("invalid_scope", "the client has not all of these scopes")
    return [scope for scope in Scope if scope.value in wanted]

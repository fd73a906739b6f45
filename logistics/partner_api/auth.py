"""Bearer tokens (RFC 6750), with one scope asked for per operation."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from kernel.clock import now
from kernel.limits import TooManyRequests, take
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import PartnerToken
from logistics.partner_api.problems import Problem
from logistics.partner_api.queries import token_for
from logistics.partner_api.sandbox.clock import moment_for

WINDOW_SECONDS = 60


class Bearer(HttpBearer):
    """`Authorization: Bearer nnp_…`. 401 without a valid token, 403 when it lacks the scope, 429 when its
    client asks too often. What is left is told in the RateLimit headers (frame.py)."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> PartnerToken:
        found = token_for(token, at=now())
        if found is None:
            raise unauthorised(given=True)
        _count(request, found)
        if self.scope:
            require_scope(found, self.scope)
        return found


def require_scope(token: PartnerToken, scope: Scope) -> None:
    """403 when the token may not."""
    if scope not in token.scopes:
        detail = _("Mã truy cập này không có quyền %(scope)s.") % {"scope": scope.value}
        challenge = f'Bearer realm="partner", error="insufficient_scope", scope="{scope.value}"'
        raise Problem(403, "SCOPE_MISSING", detail, headers={"WWW-Authenticate": challenge})


def _count(request: HttpRequest, token: PartnerToken) -> None:
    """One request of the token's client, whichever of its tokens it holds."""
    client = token.client
    limit = (client and client.requests_per_minute) or settings.PARTNER_REQUESTS_PER_MINUTE
    key = client.key if client else token.key
    try:
        left, seconds = take(name="partner", key=key, limit=limit, seconds=WINDOW_SECONDS, at=now())
    except TooManyRequests as refused:
        left, seconds = 0, int(str(refused.data["retry_after"]))
        raise
    finally:
        request.partner_quota = (limit, left, seconds)  # type: ignore[attr-defined]


def unauthorised(*, given: bool = False) -> Problem:
    """The challenge names an error only when a token was given (RFC 6750, 3.1)."""
    detail = _("Cần tiêu đề Authorization: Bearer với mã truy cập còn hiệu lực.")
    challenge = 'Bearer realm="partner"' + (', error="invalid_token"' if given else "")
    return Problem(401, "UNAUTHORIZED", detail, headers={"WWW-Authenticate": challenge})


def carrier_of(request: HttpRequest) -> str:
    """Whose token it is; every query below is asked with it, so that another's things are not there."""
    token: PartnerToken = request.auth  # type: ignore[attr-defined]
    return token.carrier_code


def actor_of(request: HttpRequest) -> str:
    """The same, as audits name it."""
    return f"carrier:{carrier_of(request)}"


def moment_of(request: HttpRequest) -> datetime:
    """The time it is for whoever asks: ours, or what the clock of a sandbox shows."""
    return moment_for(carrier_of(request), at=now())

"""Bearer tokens, with one scope asked for per operation."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from kernel.clock import now
from kernel.limits import take
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import PartnerToken
from logistics.partner_api.problems import Problem
from logistics.partner_api.queries import token_for


class Bearer(HttpBearer):
    """`Authorization: Bearer nnp_…`. 401 without a valid token, 403 when it lacks the scope, 429 when it asks
    too often."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> PartnerToken:  # noqa: ARG002
        at = now()
        found = token_for(token, at=at)
        if found is None:
            raise unauthorised()
        if self.scope and self.scope not in found.scopes:
            detail = _("Mã truy cập này không có quyền %(scope)s.") % {"scope": self.scope.value}
            raise Problem(403, "SCOPE_MISSING", detail)
        limit = settings.PARTNER_REQUESTS_PER_MINUTE
        take(name="partner", key=found.key, limit=limit, seconds=60, at=at)
        return found


def unauthorised() -> Problem:
    detail = _("Cần tiêu đề Authorization: Bearer với mã truy cập còn hiệu lực.")
    return Problem(401, "UNAUTHORIZED", detail, headers={"WWW-Authenticate": 'Bearer realm="partner"'})


def carrier_of(request: HttpRequest) -> str:
    """Whose token it is; every query below is asked with it, so that another's things are not there."""
    token: PartnerToken = request.auth  # type: ignore[attr-defined]
    return token.carrier_code

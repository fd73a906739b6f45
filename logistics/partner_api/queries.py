"""Whose token it is."""

from datetime import datetime, timedelta

from logistics.partner_api.models import PartnerToken
from logistics.partner_api.operations import hash_of


def token_for(secret: str, *, at: datetime) -> PartnerToken | None:
    """The valid token with this secret: one statement, and one more in the first request of an hour."""
    token = PartnerToken.objects.filter(token_hash=hash_of(secret), revoked_at=None).first()
    if token and (token.last_used_at is None or token.last_used_at < at - timedelta(hours=1)):
        PartnerToken.objects.filter(id=token.id).update(last_used_at=at)
    return token


def tokens_of(carrier_code: str = "") -> list[PartnerToken]:
    """All tokens of a carrier, or of all, newest first."""
    found = PartnerToken.objects.order_by("-id")
    return list(found.filter(carrier_code=carrier_code) if carrier_code else found)

"""Tokens: given out once, taken back for good."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.errors import NotFound
from logistics.carriers.queries import carrier
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import PartnerToken

PREFIX: Final = "nnp_"  # so that a leaked token is recognised wherever it turns up


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_token(
    *, carrier_code: str, name: str, scopes: Sequence[Scope], actor: str, at: datetime
) -> tuple[PartnerToken, str]:
    """A new token of a carrier that exists (else UnknownCarrier), and its secret, which is shown only now."""
    carrier(carrier_code)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = PartnerToken.objects.create(
        carrier_code=carrier_code,
        name=name,
        token_hash=hash_of(secret),
        scopes=[scope.value for scope in scopes],
        created_at=at,
    )
    subject, data = f"partner_token:{token.key}", {"carrier": carrier_code}
    record(actor=actor, action="partner_token.created", subject=subject, data=dict(data), at=at)
    return token, secret


@transaction.atomic
def revoke_token(*, key: str, actor: str, at: datetime) -> None:
    """From now on the token opens nothing. Revoking again changes nothing; NotFound when there is none."""
    token = PartnerToken.objects.select_for_update().filter(key=key).first()
    if token is None:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(actor=actor, action="partner_token.revoked", subject=f"partner_token:{key}", at=at)

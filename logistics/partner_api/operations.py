"""Clients, their secrets and tokens: given out once, rotated with overlap, taken back for good."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import transaction

from kernel.audit.operations import record
from kernel.errors import NotFound
from logistics.carriers.queries import carrier
from logistics.carriers.sandbox import is_sandbox
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import PartnerClient, PartnerSecret, PartnerToken

PREFIX: Final = "nnp_"  # so that a leaked token is recognised wherever it turns up
SECRET_PREFIX: Final = "nns_"  # noqa: S105
TOKEN_LIFE: Final = timedelta(hours=1)
OVERLAP: Final = timedelta(days=3)


class NewClient(NamedTuple):
    """`secret` is known only now."""

    client: PartnerClient
    secret: str


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_client(
    *,
    carrier_code: str,
    name: str,
    scopes: Sequence[Scope],
    requests_per_minute: int | None = None,
    actor: str,
    at: datetime,
) -> NewClient:
    """A new client of a carrier that exists (else UnknownCarrier), with its first secret."""
    carrier(carrier_code)
    client = PartnerClient.objects.create(
        carrier_code=carrier_code,
        name=name,
        scopes=[scope.value for scope in scopes],
        sandbox=is_sandbox(carrier_code),
        requests_per_minute=requests_per_minute,
        created_at=at,
    )
    _write_down("partner_client.created", client, actor=actor, at=at)
    return NewClient(client, _new_secret(client, at=at))


def _new_secret(client: PartnerClient, *, at: datetime) -> str:
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    PartnerSecret.objects.create(client=client, secret_hash=hash_of(secret), created_at=at)
    return secret


def _write_down(action: str, client: PartnerClient, *, actor: str, at: datetime) -> None:
    data = {"carrier": client.carrier_code}
    record(actor=actor, action=action, subject=f"partner_client:{client.key}", data=dict(data), at=at)


@transaction.atomic
def rotate_secret(*, key: str, overlap: timedelta = OVERLAP, actor: str, at: datetime) -> NewClient:
    """A new secret beside the old ones, which stop after `overlap` (at once when it is zero). NotFound for a
    client that there is not or that was revoked. Tokens that are out run on to their own end."""
    client = PartnerClient.objects.select_for_update().filter(key=key, revoked_at=None).first()
    if client is None:
        raise NotFound
    until = at + overlap
    client.secrets.exclude(expires_at__lte=until).update(expires_at=until)
    _write_down("partner_client.rotated", client, actor=actor, at=at)
    return NewClient(client, _new_secret(client, at=at))


@transaction.atomic
def revoke_client(*, key: str, actor: str, at: datetime) -> None:
    """From now on neither its secrets nor its tokens open anything. Again changes nothing; NotFound when
    there is none."""
    client = PartnerClient.objects.select_for_update().filter(key=key).first()
    if client is None:
        raise NotFound
    if client.revoked_at is None:
        client.revoked_at = at
        client.save(update_fields=["revoked_at"])
        client.tokens.filter(revoked_at=None).update(revoked_at=at)
        _write_down("partner_client.revoked", client, actor=actor, at=at)


def issue_token(*, client: PartnerClient, scopes: Sequence[Scope], at: datetime) -> str:
    """A token of the client for an hour, with some of its scopes."""
    secret = PREFIX + secrets.token_urlsafe(32)
    PartnerToken.objects.create(
        client=client,
        carrier_code=client.carrier_code,
        name=client.name,
        token_hash=hash_of(secret),
        scopes=[scope.value for scope in scopes],
        created_at=at,
        expires_at=at + TOKEN_LIFE,
    )
    return secret


@transaction.atomic
def create_token(
    *, carrier_code: str, name: str, scopes: Sequence[Scope], actor: str, at: datetime
) -> tuple[PartnerToken, str]:
    """A token without an end, for a system that cannot do OAuth; its secret is shown only now."""
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


def prune_tokens(*, at: datetime) -> int:
    """Forget tokens that ran out a week ago, and secrets likewise; how many tokens."""
    old = at - timedelta(days=7)
    PartnerSecret.objects.filter(expires_at__lt=old).delete()
    return PartnerToken.objects.filter(expires_at__lt=old).delete()[0]

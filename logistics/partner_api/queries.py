"""Whose token, whose secret it is; what became of batches."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from logistics.partner_api.models import Batch, BatchItem, PartnerClient, PartnerToken, SandboxPlay
from logistics.partner_api.operations import hash_of
from logistics.partner_api.refusals import UnknownBatch


def token_for(secret: str, *, at: datetime) -> PartnerToken | None:
    """The valid token with this secret, with its client: one statement, and one more in the first request of
    an hour."""
    valid = PartnerToken.objects.filter(token_hash=hash_of(secret), revoked_at=None)
    token = valid.exclude(expires_at__lte=at).select_related("client").first()
    if token and (token.last_used_at is None or token.last_used_at < at - timedelta(hours=1)):
        PartnerToken.objects.filter(id=token.id).update(last_used_at=at)
    return token


def client_for(*, key: str, secret: str, at: datetime) -> PartnerClient | None:
    """The client of this id, when the secret is one of its own that holds at `at`."""
    holds = Q(secrets__secret_hash=hash_of(secret)) & (
        Q(secrets__expires_at=None) | Q(secrets__expires_at__gt=at)
    )
    return PartnerClient.objects.filter(holds, key=key, revoked_at=None).first()


def tokens_of(carrier_code: str = "") -> list[PartnerToken]:
    """All tokens of a carrier, or of all, that were given out by hand, newest first."""
    found = PartnerToken.objects.filter(client=None).order_by("-id")
    return list(found.filter(carrier_code=carrier_code) if carrier_code else found)


def clients_of(carrier_code: str = "") -> list[PartnerClient]:
    """All clients of a carrier, or of all, newest first."""
    found = PartnerClient.objects.order_by("-id")
    return list(found.filter(carrier_code=carrier_code) if carrier_code else found)


def next_step_at(carrier_code: str) -> datetime | None:
    """When a story of this sandbox goes on, by its own clock."""
    found = SandboxPlay.objects.filter(carrier_code=carrier_code, next_at__isnull=False)
    return found.order_by("next_at").values_list("next_at", flat=True).first()


def batches(*, carrier_code: str) -> QuerySet[Batch]:
    return Batch.objects.filter(carrier_code=carrier_code)


def batch_by_key(*, carrier_code: str, key: str) -> Batch:
    """Raises UnknownBatch, for another carrier's too."""
    found = batches(carrier_code=carrier_code).filter(key=key).first()
    if found is None:
        raise UnknownBatch
    return found


def batch_items(*, carrier_code: str, key: str) -> QuerySet[BatchItem]:
    """The operations of a carrier's batch. Raises UnknownBatch."""
    return batch_by_key(carrier_code=carrier_code, key=key).items.all()

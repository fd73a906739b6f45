"""Letting an importer abroad look in: by a secret link that is told once and can be taken back."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.crypto import fingerprint
from kernel.errors import Invalid
from kernel.ids import new_secret
from logistics.paperwork.models import Consignment, ConsignmentLink, ConsignmentMessage
from logistics.paperwork.operations.gate import lock
from logistics.paperwork.refusals import UnknownLink

HOLDS: Final = timedelta(days=180)
MOST_LINKS: Final = 20
LONGEST: Final = 2000
MOST_MESSAGES: Final = 500


@transaction.atomic
def make_link(*, key: str, label: str, actor: str, at: datetime) -> str:
    """The secret, told this once. Invalid without a name for whom it is, or with too many links."""
    consignment = lock(key)
    name = label.strip()
    if not name or len(name) > 80 or "\x00" in name:
        raise Invalid(field="label")
    if consignment.links.filter(revoked_at=None).count() >= MOST_LINKS:
        raise Invalid(field="label")
    secret = new_secret()
    ConsignmentLink.objects.create(
        consignment=consignment,
        secret_hash=_hash(secret),
        label=name,
        created_at=at,
        created_by=actor,
        expires_at=at + HOLDS,
    )
    record(actor=actor, action="consignment.link_made", subject=f"consignment:{key}", data={}, at=at)
    return secret


@transaction.atomic
def revoke_link(*, key: str, link_key: str, actor: str, at: datetime) -> None:
    """It opens nothing from now on. Twice changes nothing."""
    found = ConsignmentLink.objects.filter(consignment=lock(key), key=link_key).first()
    if found is None:
        raise UnknownLink
    if found.revoked_at is None:
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
        record(actor=actor, action="consignment.link_revoked", subject=f"consignment:{key}", data={}, at=at)


def link_of(*, secret: str, at: datetime) -> ConsignmentLink:
    """1 query. UnknownLink for one that was never made, was taken back or is too old."""
    rows = ConsignmentLink.objects.select_related("consignment__destination")
    found = rows.filter(secret_hash=_hash(secret), revoked_at=None, expires_at__gt=at).first()
    if found is None:
        raise UnknownLink
    return found


@transaction.atomic
def write_message(
    *, key: str, text: str, actor: str, at: datetime, link: ConsignmentLink | None = None
) -> ConsignmentMessage:
    """Plain text, up to two thousand letters, and not without end."""
    consignment: Consignment = lock(key)
    plain = text.replace("\r\n", "\n").strip()
    if not plain or len(plain) > LONGEST or "\x00" in plain:
        raise Invalid(field="text")
    if consignment.messages.count() >= MOST_MESSAGES:
        raise Invalid(field="text")
    return ConsignmentMessage.objects.create(
        consignment=consignment, link=link, author=actor, text=plain, at=at
    )


def _hash(secret: str) -> str:
    return fingerprint(f"consignment-link:{secret}")

from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from marketplace.people.enums import RoleKind
from marketplace.people.models import Account, RoleGrant


@transaction.atomic
def grant_role(*, actor: str, account: Account, kind: RoleKind, subject: str = "", at: datetime) -> RoleGrant:
    """Give a role; giving it again changes nothing. The role of staff also opens the admin.

    subject: the code of the carrier or the province, "" for staff; else RoleSubjectWrong.
    """
    RoleGrant.check_subject(kind, subject)
    grant, is_new = RoleGrant.objects.get_or_create(account=account, kind=kind, subject=subject)
    if is_new:
        _follow_staff(account, kind)
        _write_down(actor, "role.granted", account, (kind, subject), at)
    return grant


@transaction.atomic
def revoke_role(*, actor: str, account: Account, kind: RoleKind, subject: str = "", at: datetime) -> bool:
    """Whether the account had the role."""
    deleted, _by_model = RoleGrant.objects.filter(account=account, kind=kind, subject=subject).delete()
    if deleted:
        _follow_staff(account, kind)
        _write_down(actor, "role.revoked", account, (kind, subject), at)
    return bool(deleted)


def _follow_staff(account: Account, kind: RoleKind) -> None:
    """`is_staff` is what Django's admin reads: who gets the role gets in, who loses it stays out."""
    if kind != RoleKind.STAFF:
        return
    account.is_staff = RoleGrant.objects.filter(account=account, kind=RoleKind.STAFF).exists()
    account.save(update_fields=["is_staff"])


def _write_down(actor: str, action: str, account: Account, role: tuple[RoleKind, str], at: datetime) -> None:
    kind, subject = role
    record(
        actor=actor,
        action=action,
        subject=f"account:{account.key}",
        data={"kind": str(kind), "subject": subject},
        at=at,
    )

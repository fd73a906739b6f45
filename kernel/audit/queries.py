from kernel.audit.models import AuditRecord


def history_of(*, subject: str, limit: int = 100) -> list[AuditRecord]:
    """What was done to `subject` ("household:<key>"), newest first."""
    return list(AuditRecord.objects.filter(subject=subject).order_by("-id")[:limit])


def deeds_of(*, actor: str, limit: int = 100) -> list[AuditRecord]:
    """What `actor` did, newest first."""
    return list(AuditRecord.objects.filter(actor=actor).order_by("-id")[:limit])

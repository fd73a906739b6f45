from collections.abc import Mapping
from datetime import datetime

from kernel.audit.models import AuditRecord
from kernel.errors import JSON


def record(
    *,
    actor: str,
    action: str,
    subject: str,
    acting_for: str = "",
    data: Mapping[str, JSON] | None = None,
    at: datetime,
) -> AuditRecord:
    """Write down an action in the transaction of the change.

    actor: "account:<key>", "carrier:<code>", "system:<name>" or "guest:<masked telephone>". action: a verb in
    the past after its thing, "household.verified". subject: "<type>:<key>". acting_for: on whose behalf,
    "household:<key>".
    Put no personal data into `data`: a record is never deleted.
    """
    return AuditRecord.objects.create(
        actor=actor, action=action, subject=subject, acting_for=acting_for, data=dict(data or {}), at=at
    )

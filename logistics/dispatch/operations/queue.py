"""The staff queue: what a person must look at."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from kernel.audit.operations import record
from kernel.errors import JSON
from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.models import Discrepancy
from logistics.dispatch.refusals import NothingToSettle


class Doubt(NamedTuple):
    """One thing that does not fit. Only one row is open per kind, carrier and subject."""

    kind: DiscrepancyKind
    carrier_code: str
    subject: str
    data: Mapping[str, JSON]
    shipment_id: int | None = None


def open_discrepancies(doubts: Sequence[Doubt], *, at: datetime) -> None:
    """Queue them; what is in the queue already stays as it is. Call it once in a transaction: the order
    of the rows keeps two transactions from waiting for each other."""
    rows = [
        Discrepancy(
            kind=doubt.kind,
            carrier_code=doubt.carrier_code,
            subject=doubt.subject[:120],
            data=dict(doubt.data),
            shipment_id=doubt.shipment_id,
            opened_at=at,
        )
        for doubt in sorted(doubts, key=lambda doubt: (doubt.kind, doubt.subject))
    ]
    if rows:
        Discrepancy.objects.bulk_create(rows, ignore_conflicts=True)


def close_discrepancies(
    *,
    kind: DiscrepancyKind,
    shipment_ids: Iterable[int],
    subjects: Sequence[str] | None = None,
    actor: str,
    at: datetime,
) -> None:
    """Close what has come right by itself or by the operation that settles it: of these shipments, all of the
    kind or those with one of the subjects."""
    found = Discrepancy.objects.filter(kind=kind, shipment_id__in=list(shipment_ids), resolved_at=None)
    if subjects is not None:
        found = found.filter(subject__in=subjects)
    found.update(resolved_at=at, resolved_by=actor)


@transaction.atomic
def resolve_discrepancy(*, key: str, actor: str, at: datetime) -> None:
    """Close a row of the staff queue; audited."""
    found = Discrepancy.objects.filter(key=key, resolved_at=None).update(resolved_at=at, resolved_by=actor)
    if not found:
        raise NothingToSettle
    record(actor=actor, action="discrepancy.resolved", subject=f"discrepancy:{key}", at=at)

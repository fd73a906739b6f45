"""Cash that a carrier has reported collected and does not hand in."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kernel.clock import PEOPLE_ZONE, local_day
from logistics.dispatch.enums import CashState, DiscrepancyKind
from logistics.dispatch.models import CashTerms, CodCollection
from logistics.dispatch.operations.lines import terms_of
from logistics.dispatch.operations.queue import Doubt, open_discrepancies


def queue_missing_cash(*, carrier_code: str, days: tuple[date, date], at: datetime) -> int:
    """Of the cash collected on these days and announced as collected, what stands on no list: queued once
    each, closed by itself when a line for it is matched. How many there are. Two statements."""
    start = datetime.combine(days[0], time(), PEOPLE_ZONE)
    end = datetime.combine(days[1], time(), PEOPLE_ZONE) + timedelta(days=1)
    return _queue(_unlisted(carrier_code).filter(collected_at__gte=start, collected_at__lt=end), at=at)


@transaction.atomic
def queue_late_cash(*, at: datetime) -> int:
    """Daily: what is later than each carrier has agreed to hand in."""
    found = _unlisted("").order_by().values_list("carrier_code", flat=True).distinct()
    return sum(_queue_late(code, at=at) for code in sorted(found))


def _queue_late(carrier_code: str, *, at: datetime) -> int:
    terms = terms_of(carrier_code, at=at)
    days = terms.remits_within_days if terms else CashTerms.DAYS_WITHOUT_TERMS
    latest = datetime.combine(local_day(at) - timedelta(days=days), time(), PEOPLE_ZONE)
    return _queue(_unlisted(carrier_code).filter(collected_at__lt=latest), at=at)


def _unlisted(carrier_code: str) -> QuerySet[CodCollection]:
    found = CodCollection.objects.filter(state=CashState.COLLECTED, listed_at=None)
    return found.filter(carrier_code=carrier_code) if carrier_code else found


def _queue(found: QuerySet[CodCollection], *, at: datetime) -> int:
    rows = list(found.select_related("shipment").order_by("id"))
    open_discrepancies([_doubt(row) for row in rows], at=at)
    return len(rows)


def _doubt(row: CodCollection) -> Doubt:
    data = {"collected_dong": row.collected_dong, "collected_at": str(row.collected_at)}
    kind = DiscrepancyKind.CASH_MISSING
    return Doubt(kind, row.carrier_code, row.shipment.reference, dict(data), row.shipment_id)

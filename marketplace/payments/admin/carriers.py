"""What carriers hold of collected cash at the end of any day, and whose cash it is, line by line."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from kernel.clock import local_day, now
from kernel.money import format_dong
from logistics.dispatch.enums import CashStage, CashState
from logistics.dispatch.models import CodCollection
from marketplace.payments.operations.sharing import shares_of
from marketplace.payments.queries import owed_by_carriers, paid_out

MOST_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One shipment's cash. `waits`: since when it was collected."""

    reference: str
    due: str
    collected: str
    stage: str
    waits: str


def carriers_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """`ngay`: a day, today unless given; `hang`: one carrier's open lines, the oldest first."""
    if not request.user.has_perm("payments.view_ledgeraccount"):
        raise PermissionDenied
    day, carrier_code = _day(request), request.GET.get("hang", "")
    owed = owed_by_carriers(on=day)
    page = {
        **context,
        "title": _("Tiền thu hộ các hãng đang giữ"),
        "day": day,
        "owed": [(code, format_dong(amount)) for code, amount in owed.items()],
        "total": format_dong(sum(owed.values())),
        "carrier": carrier_code,
        "lines": lines_of(carrier_code) if carrier_code else [],
    }
    return TemplateResponse(request, "admin/payments/carriers.html", page)


def _day(request: HttpRequest) -> date:
    try:
        asked = parse_date(request.GET.get("ngay", ""))
    except ValueError:
        asked = None
    return asked or local_day(now())


def lines_of(carrier_code: str) -> list[Line]:
    """What is not handed in first, then what was, newest first; what households were paid of it is the last
    stage. Three statements, a fourth where orders share a parcel."""
    found = CodCollection.objects.filter(carrier_code=carrier_code).select_related("shipment")
    waiting = list(found.exclude(state=CashState.REMITTED).order_by("collected_at", "id")[:MOST_LINES])
    done = list(found.filter(state=CashState.REMITTED).order_by("-remitted_at", "id")[:MOST_LINES])
    shares = shares_of(row.shipment.reference for row in done)
    paid = paid_out(subjects=[share.subject for each in shares.values() for share in each])
    out = {booking for booking, each in shares.items() if all(share.subject in paid for share in each)}
    return [_line(row, out) for row in [*waiting, *done]]


def _line(row: CodCollection, out: set[str]) -> Line:
    reference = row.shipment.reference
    stage = CashStage.PAID_OUT if reference in out else row.stage
    waits = row.collected_at and row.state != CashState.REMITTED
    return Line(
        reference=reference,
        due=format_dong(row.due_dong),
        collected="" if row.collected_dong is None else format_dong(row.collected_dong),
        stage=str(stage.label),
        waits=timesince(row.collected_at, now()) if waits and row.collected_at else "",
    )

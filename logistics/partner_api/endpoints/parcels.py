"""Parcels: where they stand, their labels, and the events that move them."""

from datetime import timedelta
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from logistics.dispatch.codes import tidy_code
from logistics.dispatch.operations import parcel_label_pdf, record_events
from logistics.dispatch.queries import events_between, events_of_parcel, parcel_by_tracking_code
from logistics.partner_api import shapes_lists as shapes
from logistics.partner_api.auth import Bearer, actor_of, carrier_of, moment_of
from logistics.partner_api.batches.deeds import incoming
from logistics.partner_api.binary import PDF, ZPL, file_answer
from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import TrackingCode
from logistics.partner_api.labelled import AskedFormat, label_answer
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.pages import page_of
from logistics.partner_api.schemas import shipments as schemas
from logistics.partner_api.schemas.events import MOST_STEPS, EventBatch, EventResults, ParcelOut
from logistics.partner_api.shapes import parcel_out, results_out

APPLIED_AT_ONCE: Final = 20  # a larger batch is kept, answered, and applied by `manage.py derive`
LONGEST_SPAN: Final = timedelta(days=31)
router = Router()


@router.get(
    "/parcels/{tracking_code}",
    response=ParcelOut,
    auth=Bearer(Scope.EVENTS),
    operation_id="getParcel",
    summary="Một kiện hàng",
    tags=["Parcels"],
)
def get_parcel(request: HttpRequest, tracking_code: TrackingCode) -> ParcelOut:
    """Kiện hàng đang ở đâu, theo các sự kiện đã nhận (1.000 sự kiện sau cùng)."""
    code = tidy_code(tracking_code)
    parcel = parcel_by_tracking_code(carrier_code=carrier_of(request), tracking_code=code)
    return parcel_out(parcel, events_of_parcel(parcel)[-MOST_STEPS:])


@router.get(
    "/parcels/{tracking_code}/label",
    auth=Bearer(Scope.LABELS),
    operation_id="getLabel",
    openapi_extra=file_answer(PDF, ZPL),
    summary="Nhãn của một kiện",
    tags=["Labels"],
)
def get_label(
    request: HttpRequest, tracking_code: TrackingCode, asked: AskedFormat = None
) -> HttpResponseBase:
    """Nhãn A6 của một kiện: PDF, hoặc ZPL cho máy in nhiệt 203 dpi."""
    code = tidy_code(tracking_code)
    carrier_code = carrier_of(request)
    pdf = parcel_label_pdf(
        carrier_code=carrier_code, tracking_code=code, actor=actor_of(request), at=moment_of(request)
    )
    return label_answer(request, pdf, asked)


@router.post(
    "/events",
    response=EventResults,
    auth=Bearer(Scope.EVENTS),
    operation_id="postEvents",
    summary="Báo sự kiện",
    tags=["Events"],
)
def post_events(request: HttpRequest, batch: EventBatch, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Báo tối đa 1.000 sự kiện. Mỗi sự kiện có kết quả riêng; sự kiện lạ vẫn được giữ, không mất.

    Tối đa 20 sự kiện thì trạng thái đổi ngay; nhiều hơn thì trong vòng hai giây."""
    carrier_code = carrier_of(request)

    def work() -> EventResults:
        events = [incoming(event) for event in batch.events]
        at_once = len(events) <= APPLIED_AT_ONCE
        return results_out(
            record_events(carrier_code=carrier_code, events=events, apply=at_once, at=moment_of(request))
        )

    return once(request, idempotency_key, work, name="events")


@router.get(
    "/events",
    response=schemas.EventPage,
    auth=Bearer(Scope.EVENTS),
    operation_id="listEvents",
    summary="Sự kiện đã nhận",
    tags=["Events"],
)
def list_events(
    request: HttpRequest, response: HttpResponse, asked: Annotated[schemas.EventQuery, Query()]
) -> schemas.EventPage:
    """Mọi sự kiện hãng đã gửi, theo giờ xảy ra. Mỗi lần đọc tối đa 31 ngày kể từ `since`; hỏi tiếp từ đó."""
    until = asked.since + min(asked.until - asked.since, LONGEST_SPAN)
    found = events_between(carrier_code=carrier_of(request), since=asked.since, until=until)
    by = [("occurred_at", "datetime"), ("dedupe_key", "str")]
    page = page_of(found, by=by, asked=asked, request=request, response=response)
    return page.told(schemas.EventPage, shapes.event_line)

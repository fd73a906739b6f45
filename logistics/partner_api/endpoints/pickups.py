"""Pickups: what waits at which commune on which day."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from logistics.dispatch.operations import pickup_labels_pdf, refuse_pickup, reschedule_pickup, take_pickup
from logistics.dispatch.queries import pickup_by_key, pickups
from logistics.partner_api.auth import Bearer, actor_of, carrier_of, moment_of
from logistics.partner_api.binary import PDF, ZPL, file_answer
from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import Key
from logistics.partner_api.labelled import AskedFormat, label_answer
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.pages import page_of
from logistics.partner_api.schemas.evidence import RefusePickupIn, ReschedulePickupIn
from logistics.partner_api.schemas.pickups import PickupOut, PickupPage, PickupQuery
from logistics.partner_api.shapes import pickup_out

router = Router(tags=["Pickups"])


@router.get(
    "/pickups",
    response=PickupPage,
    auth=Bearer(Scope.PICKUPS),
    operation_id="listPickups",
    summary="Chuyến lấy hàng",
)
def list_pickups(
    request: HttpRequest, response: HttpResponse, asked: Annotated[PickupQuery, Query()]
) -> PickupPage:
    """Chuyến lấy hàng của hãng, cũ trước mới sau, kèm vận đơn và kiện."""
    found = pickups(carrier_code=carrier_of(request)).filter(**asked.filters())
    by = [("day", "date"), ("key", "str")]
    page = page_of(found, by=by, asked=asked, request=request, response=response)
    return page.told(PickupPage, pickup_out)


@router.get(
    "/pickups/{key}",
    response=PickupOut,
    auth=Bearer(Scope.PICKUPS),
    operation_id="getPickup",
    summary="Một chuyến lấy hàng",
)
def get_pickup(request: HttpRequest, key: Key) -> PickupOut:
    """Một chuyến lấy hàng."""
    return pickup_out(pickup_by_key(carrier_code=carrier_of(request), key=key))


@router.post(
    "/pickups/{key}/take",
    response=PickupOut,
    auth=Bearer(Scope.PICKUPS),
    operation_id="takePickup",
    summary="Nhận chuyến",
)
def take(request: HttpRequest, key: Key, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Bưu cục nhận chuyến. Nhận lại lần nữa không đổi gì."""
    carrier_code = carrier_of(request)

    def work() -> PickupOut:
        take_pickup(carrier_code=carrier_code, pickup_key=key, actor=actor_of(request), at=moment_of(request))
        return pickup_out(pickup_by_key(carrier_code=carrier_code, key=key))

    return once(request, idempotency_key, work, name="take_pickup")


@router.post(
    "/pickups/{key}/refuse",
    response=PickupOut,
    auth=Bearer(Scope.PICKUPS),
    operation_id="refusePickup",
    summary="Từ chối chuyến",
)
def refuse(
    request: HttpRequest, key: Key, payload: RefusePickupIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Bưu cục không đến được; hàng chờ chuyến ngày sau. Từ chối lại lần nữa không đổi gì."""
    carrier_code = carrier_of(request)

    def work() -> PickupOut:
        refused = refuse_pickup(
            carrier_code=carrier_code,
            pickup_key=key,
            reason=payload.reason,
            note=payload.note,
            actor=actor_of(request),
            at=moment_of(request),
        )
        return pickup_out(refused)

    return once(request, idempotency_key, work, name="refuse_pickup")


@router.post(
    "/pickups/{key}/reschedule",
    response=PickupOut,
    auth=Bearer(Scope.PICKUPS),
    operation_id="reschedulePickup",
    summary="Hẹn ngày khác",
)
def reschedule(
    request: HttpRequest, key: Key, payload: ReschedulePickupIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Bưu cục đến vào ngày khác, trong vòng hai tuần. Trả về chuyến mới."""
    carrier_code = carrier_of(request)

    def work() -> PickupOut:
        moved = reschedule_pickup(
            carrier_code=carrier_code,
            pickup_key=key,
            day=payload.day,
            reason=payload.reason,
            note=payload.note,
            actor=actor_of(request),
            at=moment_of(request),
        )
        return pickup_out(pickup_by_key(carrier_code=carrier_code, key=moved.moved_to_key or moved.key))

    return once(request, idempotency_key, work, name="reschedule_pickup")


@router.get(
    "/pickups/{key}/labels",
    auth=Bearer(Scope.LABELS),
    operation_id="getPickupLabels",
    openapi_extra=file_answer(PDF, ZPL),
    summary="Nhãn của cả chuyến",
)
def labels(request: HttpRequest, key: Key, asked: AskedFormat = None) -> HttpResponseBase:
    """Nhãn của cả chuyến: một tệp PDF hoặc ZPL, mỗi kiện một trang A6."""
    carrier_code = carrier_of(request)
    pdf = pickup_labels_pdf(
        carrier_code=carrier_code, pickup_key=key, actor=actor_of(request), at=moment_of(request)
    )
    return label_answer(request, pdf, asked)

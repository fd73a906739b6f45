"""Cash that a carrier hands in."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from logistics.dispatch.codes import tidy_code
from logistics.dispatch.operations import record_remittance
from logistics.dispatch.queries import remittance, remittance_lines, remittances
from logistics.dispatch.values import RemittanceLineSpec
from logistics.partner_api.auth import Bearer, carrier_of, moment_of
from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import RemittanceReference
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.pages import Paged, page_of
from logistics.partner_api.schemas.cash import (
    LinePage,
    LineQuery,
    RemittanceIn,
    RemittanceOut,
    RemittancePage,
)
from logistics.partner_api.shapes import line_out, remittance_brief, remittance_out

router = Router(tags=["Cash"])


@router.post(
    "/remittances",
    response={201: RemittanceOut},
    auth=Bearer(Scope.COD),
    operation_id="postRemittance",
    summary="Nộp bảng kê tiền thu hộ",
)
def post_remittance(
    request: HttpRequest, payload: RemittanceIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Nộp một bảng kê tiền thu hộ. Từng dòng được đối chiếu; dòng lệch vẫn được giữ để người xem xét."""
    lines = [
        RemittanceLineSpec(
            tracking_code=tidy_code(line.tracking_code), amount_dong=line.amount_dong, fee_dong=line.fee_dong
        )
        for line in payload.lines
    ]

    def work() -> RemittanceOut:
        result = record_remittance(
            carrier_code=carrier_of(request),
            reference=payload.reference,
            lines=lines,
            total_dong=payload.total_dong,
            at=moment_of(request),
        )
        return remittance_out(result)

    return once(request, idempotency_key, work, name="remittance", status=201)


@router.get(
    "/remittances",
    response=RemittancePage,
    auth=Bearer(Scope.COD),
    operation_id="listRemittances",
    summary="Các bảng kê",
)
def list_remittances(
    request: HttpRequest, response: HttpResponse, asked: Annotated[Paged, Query()]
) -> RemittancePage:
    """Các bảng kê hãng đã nộp, cũ trước mới sau; mỗi bảng có bao nhiêu dòng, bao nhiêu dòng đã khớp."""
    found = remittances(carrier_code=carrier_of(request))
    page = page_of(found, by=[("key", "str")], asked=asked, request=request, response=response)
    return page.told(RemittancePage, remittance_brief)


@router.get(
    "/remittances/{reference}/lines",
    response=LinePage,
    auth=Bearer(Scope.COD),
    operation_id="listRemittanceLines",
    summary="Các dòng của một bảng kê",
)
def list_lines(
    request: HttpRequest,
    response: HttpResponse,
    reference: RemittanceReference,
    asked: Annotated[LineQuery, Query()],
) -> LinePage:
    """Từng dòng của một bảng kê, theo thứ tự đã gửi; `state` để chỉ xem những dòng lệch."""
    found = remittance_lines(carrier_code=carrier_of(request), reference=reference)
    found = found.filter(state=asked.state) if asked.state else found
    page = page_of(found, by=[("position", "int")], asked=asked, request=request, response=response)
    return page.told(LinePage, line_out)


@router.get(
    "/remittances/{reference}",
    response=RemittanceOut,
    auth=Bearer(Scope.COD),
    operation_id="getRemittance",
    summary="Một bảng kê",
)
def get_remittance(request: HttpRequest, reference: RemittanceReference) -> RemittanceOut:
    """Một bảng kê, các dòng như chúng đang được đối chiếu."""
    return remittance_out(remittance(carrier_code=carrier_of(request), reference=reference))

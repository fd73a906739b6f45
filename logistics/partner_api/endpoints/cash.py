"""Cash that a carrier hands in."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kernel.clock import now
from logistics.dispatch.codes import tidy_code
from logistics.dispatch.operations import record_remittance
from logistics.dispatch.queries import remittance
from logistics.dispatch.values import RemittanceLineSpec
from logistics.partner_api.auth import Bearer, carrier_of
from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import RemittanceReference
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.schemas.cash import RemittanceIn, RemittanceOut
from logistics.partner_api.shapes import remittance_out

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
            at=now(),
        )
        return remittance_out(result)

    return once(request, idempotency_key, work, name="remittance", status=201)


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

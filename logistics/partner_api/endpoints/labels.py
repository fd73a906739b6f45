"""Labels of many parcels in one file."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from kernel.idempotency.operations import run_once
from logistics.dispatch.codes import tidy_code
from logistics.dispatch.operations import parcel_labels_pdf
from logistics.partner_api.auth import Bearer, carrier_of, moment_of
from logistics.partner_api.binary import PDF, ZPL, file_answer
from logistics.partner_api.enums import Scope
from logistics.partner_api.labelled import AskedFormat, label_answer
from logistics.partner_api.once import IdempotencyKey
from logistics.partner_api.schemas.labels import LabelsIn

router = Router(tags=["Labels"])


@router.post(
    "/labels",
    auth=Bearer(Scope.LABELS),
    operation_id="postLabels",
    openapi_extra=file_answer(PDF, ZPL),
    summary="Nhãn của nhiều kiện",
)
def post_labels(
    request: HttpRequest, payload: LabelsIn, idempotency_key: IdempotencyKey, asked: AskedFormat = None
) -> HttpResponseBase:
    """Nhãn của tối đa 300 kiện trong một tệp, mỗi kiện một trang A6, theo thứ tự mã gửi lên.

    In lại là cùng một nhãn: gửi lại cùng khóa thì tệp được vẽ lại, không ghi thêm gì."""
    carrier_code = carrier_of(request)
    codes = [tidy_code(code) for code in payload.tracking_codes]
    run_once(
        scope=f"partner:{carrier_code}:labels",
        key=idempotency_key.strip('"') or idempotency_key,
        request={"tracking_codes": list(codes)},
        run=lambda: None,
    )
    actor, at = f"carrier:{carrier_code}", moment_of(request)
    pdf = parcel_labels_pdf(carrier_code=carrier_code, tracking_codes=codes, actor=actor, at=at)
    return label_answer(request, pdf, asked)

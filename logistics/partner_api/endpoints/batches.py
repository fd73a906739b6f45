"""Batches: many operations in one request, their results, and calling them off."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kernel.clock import now
from logistics.partner_api import shapes_batches as shapes
from logistics.partner_api.auth import Bearer, carrier_of, require_scope
from logistics.partner_api.batches.deeds import ADDRESS, SCOPES
from logistics.partner_api.batches.opening import cancel_batch, open_batch
from logistics.partner_api.fields import Key
from logistics.partner_api.models import PartnerToken
from logistics.partner_api.once import IdempotencyKey, answer_of, once
from logistics.partner_api.pages import page_of
from logistics.partner_api.queries import batch_by_key, batch_items, batches
from logistics.partner_api.schemas import batches as schemas

router = Router(tags=["Batches"])


@router.post(
    "/batches",
    response={202: schemas.BatchOut},
    auth=Bearer(),
    operation_id="postBatch",
    summary="Gửi một lô việc",
)
def post_batch(
    request: HttpRequest, payload: schemas.BatchIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Tối đa 1.000 việc, làm lần lượt theo thứ tự; mỗi việc có kết quả riêng, xem ở `Location`.

    Mỗi việc cần đúng quyền mà việc ấy cần khi gửi riêng. Xong thì báo webhook `batch.completed`."""
    token: PartnerToken = request.auth  # type: ignore[attr-defined]
    for op in sorted({operation.op for operation in payload.operations}):
        require_scope(token, SCOPES[op])

    def work() -> schemas.BatchOut:
        batch = open_batch(
            carrier_code=token.carrier_code,
            client=token.client,
            operations=payload.operations,
            request_id=getattr(request, "request_id", ""),
            at=now(),
        )
        return shapes.batch_out(batch)

    response = once(request, idempotency_key, work, name="batch", status=202)
    response.headers["Location"] = f"{ADDRESS}/batches/{answer_of(response)['key']}"
    return response


@router.get(
    "/batches", response=schemas.BatchPage, auth=Bearer(), operation_id="listBatches", summary="Các lô việc"
)
def list_batches(
    request: HttpRequest, response: HttpResponse, asked: Annotated[schemas.BatchQuery, Query()]
) -> schemas.BatchPage:
    """Các lô việc của hãng trong ba mươi ngày qua, cũ trước mới sau."""
    found = batches(carrier_code=carrier_of(request))
    found = found.filter(state=asked.state) if asked.state else found
    page = page_of(found, by=[("key", "str")], asked=asked, request=request, response=response)
    return page.told(schemas.BatchPage, shapes.batch_out)


@router.get(
    "/batches/{key}",
    response=schemas.BatchOut,
    auth=Bearer(),
    operation_id="getBatch",
    summary="Một lô việc",
)
def get_batch(request: HttpRequest, key: Key) -> schemas.BatchOut:
    """Một lô việc: bao nhiêu việc đã xong, bao nhiêu việc không được."""
    return shapes.batch_out(batch_by_key(carrier_code=carrier_of(request), key=key))


@router.get(
    "/batches/{key}/items",
    response=schemas.BatchItemPage,
    auth=Bearer(),
    operation_id="listBatchItems",
    summary="Kết quả từng việc",
)
def list_items(
    request: HttpRequest,
    response: HttpResponse,
    key: Key,
    asked: Annotated[schemas.BatchItemQuery, Query()],
) -> schemas.BatchItemPage:
    """Kết quả từng việc, theo thứ tự đã gửi; `state=failed` để chỉ xem những việc không được."""
    found = batch_items(carrier_code=carrier_of(request), key=key)
    found = found.filter(state=asked.state) if asked.state else found
    page = page_of(found, by=[("position", "int")], asked=asked, request=request, response=response)
    return page.told(schemas.BatchItemPage, shapes.item_out)


@router.post(
    "/batches/{key}/cancel",
    response=schemas.BatchOut,
    auth=Bearer(),
    operation_id="cancelBatch",
    summary="Hủy phần chưa làm",
)
def cancel(request: HttpRequest, key: Key, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Hủy những việc chưa làm; việc đã làm thì thôi. Hủy lại lần nữa không đổi gì."""

    def work() -> schemas.BatchOut:
        return shapes.batch_out(cancel_batch(carrier_code=carrier_of(request), key=key, at=now()))

    return once(request, idempotency_key, work, name="cancel_batch")

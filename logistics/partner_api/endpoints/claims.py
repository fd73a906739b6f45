"""What we claim from the carrier, and its answers."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from logistics.dispatch.operations import accept_claim, pay_claim, reject_claim
from logistics.dispatch.queries import claim_by_key, claim_photo, claims
from logistics.partner_api import shapes_lists as shapes
from logistics.partner_api.auth import Bearer, actor_of, carrier_of, moment_of
from logistics.partner_api.binary import PICTURES, file_answer
from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import Key, Place
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.pages import page_of
from logistics.partner_api.schemas import evidence as schemas

router = Router(tags=["Claims"])
AUTH = Bearer(Scope.CLAIMS)


@router.get(
    "/claims", response=schemas.ClaimPage, auth=AUTH, operation_id="listClaims", summary="Các khiếu nại"
)
def list_claims(
    request: HttpRequest, response: HttpResponse, asked: Annotated[schemas.ClaimQuery, Query()]
) -> schemas.ClaimPage:
    """Các khiếu nại gửi hãng, cũ trước mới sau."""
    found = claims(carrier_code=carrier_of(request))
    found = found.filter(state=asked.state) if asked.state else found
    page = page_of(found, by=[("key", "str")], asked=asked, request=request, response=response)
    return page.told(schemas.ClaimPage, shapes.claim_out)


@router.get(
    "/claims/{key}",
    response=schemas.ClaimOut,
    auth=AUTH,
    operation_id="getClaim",
    summary="Một khiếu nại",
)
def get_claim(request: HttpRequest, key: Key) -> schemas.ClaimOut:
    """Một khiếu nại: số tiền, mức tối thiểu theo luật, hạn trả."""
    return shapes.claim_out(claim_by_key(carrier_code=carrier_of(request), key=key))


@router.get(
    "/claims/{key}/photos/{position}",
    auth=AUTH,
    operation_id="getClaimPhoto",
    summary="Ảnh của khiếu nại",
    openapi_extra=file_answer(*PICTURES),
)
def get_claim_photo(request: HttpRequest, key: Key, position: Place) -> HttpResponse:
    """Một ảnh, JPEG hoặc PNG."""
    content, kind = claim_photo(carrier_code=carrier_of(request), key=key, position=position)
    return HttpResponse(content, content_type=kind)


@router.post(
    "/claims/{key}/accept",
    response=schemas.ClaimOut,
    auth=AUTH,
    operation_id="acceptClaim",
    summary="Nhận bồi thường",
)
def accept(
    request: HttpRequest, key: Key, payload: schemas.AcceptClaimIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Hãng nhận bồi thường một số tiền, không thấp hơn mức luật định; trả trong ba mươi ngày."""
    carrier_code = carrier_of(request)

    def work() -> schemas.ClaimOut:
        return shapes.claim_out(
            accept_claim(
                carrier_code=carrier_code,
                key=key,
                amount_dong=payload.amount_dong,
                answer=payload.answer,
                actor=actor_of(request),
                at=moment_of(request),
            )
        )

    return once(request, idempotency_key, work, name="claim")


@router.post(
    "/claims/{key}/reject",
    response=schemas.ClaimOut,
    auth=AUTH,
    operation_id="rejectClaim",
    summary="Từ chối",
)
def reject(
    request: HttpRequest, key: Key, payload: schemas.RejectClaimIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Hãng không nhận trách nhiệm, và nói vì sao."""
    carrier_code = carrier_of(request)

    def work() -> schemas.ClaimOut:
        actor = actor_of(request)
        return shapes.claim_out(
            reject_claim(
                carrier_code=carrier_code, key=key, answer=payload.answer, actor=actor, at=moment_of(request)
            )
        )

    return once(request, idempotency_key, work, name="claim")


@router.post(
    "/claims/{key}/payment",
    response=schemas.ClaimOut,
    auth=AUTH,
    operation_id="payClaim",
    summary="Đã trả tiền",
)
def pay(
    request: HttpRequest, key: Key, payload: schemas.PayClaimIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Hãng đã trả số tiền đã nhận bồi thường."""
    carrier_code = carrier_of(request)

    def work() -> schemas.ClaimOut:
        actor = actor_of(request)
        return shapes.claim_out(
            pay_claim(
                carrier_code=carrier_code,
                key=key,
                reference=payload.reference,
                actor=actor,
                at=moment_of(request),
            )
        )

    return once(request, idempotency_key, work, name="claim")

"""Manifests, proofs of delivery, temperatures."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from logistics.dispatch.codes import tidy_code
from logistics.dispatch.operations import add_proof, record_manifest, record_temperatures
from logistics.dispatch.queries import manifest_by_key, manifests
from logistics.partner_api import shapes_lists as shapes
from logistics.partner_api.auth import Bearer, actor_of, carrier_of, moment_of
from logistics.partner_api.enums import Scope
from logistics.partner_api.epcis import temperatures_of
from logistics.partner_api.fields import Key, TrackingCode
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.pages import Paged, page_of
from logistics.partner_api.schemas import evidence as schemas

router = Router()


@router.post(
    "/manifests",
    response={201: schemas.ManifestOut},
    auth=Bearer(Scope.PICKUPS),
    operation_id="postManifest",
    summary="Giao nhận nhiều kiện",
    tags=["Manifests"],
)
def post_manifest(
    request: HttpRequest, payload: schemas.ManifestIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Gửi các mã đã quét khi nhận hàng. Chỗ lệch có tên: thiếu, thừa, đã giao, đang giữ, đã hủy, mã lạ."""
    carrier_code = carrier_of(request)

    def work() -> schemas.ManifestOut:
        kept = record_manifest(
            carrier_code=carrier_code,
            reference=payload.reference,
            pickup_key=payload.pickup_key or "",
            tracking_codes=[tidy_code(code) for code in payload.tracking_codes],
            scanned_at=payload.scanned_at,
            actor=actor_of(request),
            at=moment_of(request),
        )
        return shapes.manifest_out(kept)

    return once(request, idempotency_key, work, name="manifest", status=201)


@router.get(
    "/manifests",
    response=schemas.ManifestPage,
    auth=Bearer(Scope.PICKUPS),
    operation_id="listManifests",
    summary="Các bảng giao nhận",
    tags=["Manifests"],
)
def list_manifests(
    request: HttpRequest, response: HttpResponse, asked: Annotated[Paged, Query()]
) -> schemas.ManifestPage:
    """Các bảng giao nhận của hãng, cũ trước mới sau."""
    found = manifests(carrier_code=carrier_of(request))
    page = page_of(found, by=[("key", "str")], asked=asked, request=request, response=response)
    return page.told(schemas.ManifestPage, shapes.manifest_brief)


@router.get(
    "/manifests/{key}",
    response=schemas.ManifestOut,
    auth=Bearer(Scope.PICKUPS),
    operation_id="getManifest",
    summary="Một bảng giao nhận",
    tags=["Manifests"],
)
def get_manifest(request: HttpRequest, key: Key) -> schemas.ManifestOut:
    """Một bảng giao nhận với từng kiện."""
    return shapes.manifest_out(manifest_by_key(carrier_code=carrier_of(request), key=key))


@router.post(
    "/parcels/{tracking_code}/proof",
    response={201: schemas.ProofOut},
    auth=Bearer(Scope.EVENTS),
    operation_id="postProof",
    summary="Bằng chứng đã giao",
    tags=["Parcels"],
)
def post_proof(
    request: HttpRequest,
    tracking_code: TrackingCode,
    payload: schemas.ProofIn,
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    """Chữ ký hoặc ảnh khi giao, hoặc mã mà người nhận đọc cho bưu tá."""
    carrier_code = carrier_of(request)

    def work() -> schemas.ProofOut:
        kept = add_proof(
            carrier_code=carrier_code,
            tracking_code=tidy_code(tracking_code),
            kind=payload.kind,
            occurred_at=payload.occurred_at,
            recipient_name=payload.recipient_name,
            picture=payload.picture or b"",
            code=payload.code or "",
            actor=actor_of(request),
            at=moment_of(request),
        )
        return shapes.proof_out(kept)

    return once(request, idempotency_key, work, name="proof", status=201)


@router.post(
    "/sensor-events",
    response=schemas.SensorResults,
    auth=Bearer(Scope.EVENTS),
    operation_id="postSensorEvents",
    summary="Nhiệt độ trên đường",
    tags=["Events"],
)
def post_sensor_events(
    request: HttpRequest, payload: schemas.SensorEvents, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Số đo nhiệt độ theo mẫu EPCIS 2.0. Sai nhiệt độ thì nhân viên của sàn được báo."""
    carrier_code = carrier_of(request)

    def work() -> schemas.SensorResults:
        places = temperatures_of(payload.events)
        readings = [reading for _place, reading in places]
        results = record_temperatures(carrier_code=carrier_code, readings=readings, at=moment_of(request))
        return shapes.sensors_out(places, results)

    return once(request, idempotency_key, work, name="sensors")

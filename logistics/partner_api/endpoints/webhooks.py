"""Webhooks: endpoints, their secrets, the log of what was sent, sending again."""

from collections.abc import Callable
from typing import Annotated

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kernel.clock import now
from logistics.partner_api.auth import Bearer, actor_of, carrier_of
from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import Key
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.pages import page_of
from logistics.partner_api.schemas.webhooks import (
    DeliveryOut,
    DeliveryPage,
    DeliveryQuery,
    EndpointIn,
    EndpointList,
    EndpointOut,
)
from logistics.partner_api.shapes_webhooks import delivery_out, endpoint_out
from logistics.webhooks import operations
from logistics.webhooks.models import Endpoint
from logistics.webhooks.queries import deliveries_of, delivery_by_key, endpoint_by_key, endpoints_of

router = Router(tags=["Webhooks"])
AUTH = Bearer(Scope.WEBHOOKS)


def _with_secret(
    request: HttpRequest, key: str, make: Callable[[], tuple[Endpoint, str]], *, name: str, status: int
) -> HttpResponse:
    """The secret is in the first answer alone: what is kept for repetitions does not have it."""
    fresh: list[str] = []

    def work() -> EndpointOut:
        endpoint, secret = make()
        fresh.append(secret)
        return endpoint_out(endpoint)

    response = once(request, key, work, name=name, status=status)
    if fresh and "Idempotent-Replayed" not in response.headers:
        response.content = orjson.dumps({**orjson.loads(response.content), "secret": fresh[0]})
    return response


@router.get(
    "/webhook-endpoints",
    response=EndpointList,
    auth=AUTH,
    operation_id="listWebhookEndpoints",
    summary="Các địa chỉ nhận",
)
def list_endpoints(request: HttpRequest) -> EndpointList:
    """Mọi địa chỉ nhận webhook của hãng, tối đa hai mươi."""
    found = endpoints_of(carrier_code=carrier_of(request)).order_by("id")
    return EndpointList(items=[endpoint_out(row) for row in found])


@router.post(
    "/webhook-endpoints",
    response={201: EndpointOut},
    auth=AUTH,
    operation_id="createWebhookEndpoint",
    summary="Thêm địa chỉ nhận",
)
def create_endpoint(
    request: HttpRequest, payload: EndpointIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Thêm một địa chỉ nhận. Khóa bí mật chỉ có trong câu trả lời đầu tiên."""
    return _with_secret(
        request,
        idempotency_key,
        lambda: operations.create_endpoint(
            carrier_code=carrier_of(request),
            url=payload.url,
            event_types=payload.event_types,
            description=payload.description,
            actor=actor_of(request),
            at=now(),
        ),
        name="webhook_endpoint",
        status=201,
    )


@router.get(
    "/webhook-endpoints/{key}",
    response=EndpointOut,
    auth=AUTH,
    operation_id="getWebhookEndpoint",
    summary="Một địa chỉ nhận",
)
def get_endpoint(request: HttpRequest, key: Key) -> EndpointOut:
    """Một địa chỉ nhận, không kèm khóa bí mật."""
    return endpoint_out(endpoint_by_key(carrier_code=carrier_of(request), key=key))


@router.post(
    "/webhook-endpoints/{key}/rotate-secret",
    response=EndpointOut,
    auth=AUTH,
    operation_id="rotateWebhookSecret",
    summary="Đổi khóa bí mật",
)
def rotate_secret(request: HttpRequest, key: Key, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Khóa mới ký ngay; khóa cũ còn ký cùng trong 24 giờ."""
    return _with_secret(
        request,
        idempotency_key,
        lambda: operations.rotate_signing_secret(
            carrier_code=carrier_of(request), key=key, actor=actor_of(request), at=now()
        ),
        name="rotate_webhook_secret",
        status=200,
    )


@router.post(
    "/webhook-endpoints/{key}/disable",
    response=EndpointOut,
    auth=AUTH,
    operation_id="disableWebhookEndpoint",
    summary="Tắt",
)
def disable(request: HttpRequest, key: Key, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Thôi gửi tới địa chỉ này; tin đang chờ bỏ lại, gửi lại sau được."""
    carrier_code, actor = carrier_of(request), actor_of(request)

    def work() -> EndpointOut:
        return endpoint_out(
            operations.disable_endpoint(carrier_code=carrier_code, key=key, actor=actor, at=now())
        )

    return once(request, idempotency_key, work, name="disable_webhook_endpoint")


@router.post(
    "/webhook-endpoints/{key}/enable",
    response=EndpointOut,
    auth=AUTH,
    operation_id="enableWebhookEndpoint",
    summary="Bật lại",
)
def enable(request: HttpRequest, key: Key, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Gửi tới địa chỉ này từ bây giờ; tin đã lỡ không tự gửi lại."""
    carrier_code, actor = carrier_of(request), actor_of(request)

    def work() -> EndpointOut:
        return endpoint_out(
            operations.enable_endpoint(carrier_code=carrier_code, key=key, actor=actor, at=now())
        )

    return once(request, idempotency_key, work, name="enable_webhook_endpoint")


@router.post(
    "/webhook-endpoints/{key}/test",
    response={201: DeliveryOut},
    auth=AUTH,
    operation_id="testWebhookEndpoint",
    summary="Gửi thử",
)
def send_test(request: HttpRequest, key: Key, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Gửi một tin test.ping để xem có tới và kiểm được chữ ký không."""
    carrier_code = carrier_of(request)

    def work() -> DeliveryOut:
        sent = operations.send_test(carrier_code=carrier_code, key=key, at=now())
        return delivery_out(delivery_by_key(carrier_code=carrier_code, key=sent.key))

    return once(request, idempotency_key, work, name="test_webhook_endpoint", status=201)


@router.get(
    "/webhook-deliveries",
    response=DeliveryPage,
    auth=AUTH,
    operation_id="listWebhookDeliveries",
    summary="Nhật ký gửi",
)
def list_deliveries(
    request: HttpRequest, response: HttpResponse, asked: Annotated[DeliveryQuery, Query()]
) -> DeliveryPage:
    """Các tin đã gửi và đang chờ, mới trước cũ sau, kèm từng lần thử."""
    found = deliveries_of(carrier_code=carrier_of(request)).filter(**asked.filters())
    by = [("key", "str")]
    page = page_of(found, by=by, newest_first=True, asked=asked, request=request, response=response)
    return page.told(DeliveryPage, delivery_out)


@router.get(
    "/webhook-deliveries/{key}",
    response=DeliveryOut,
    auth=AUTH,
    operation_id="getWebhookDelivery",
    summary="Một tin",
)
def get_delivery(request: HttpRequest, key: Key) -> DeliveryOut:
    """Một tin, kèm từng lần thử."""
    return delivery_out(delivery_by_key(carrier_code=carrier_of(request), key=key))


@router.post(
    "/webhook-deliveries/{key}/replay",
    response={201: DeliveryOut},
    auth=AUTH,
    operation_id="replayWebhookDelivery",
    summary="Gửi lại",
)
def replay(request: HttpRequest, key: Key, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Gửi lại đúng tin này, cùng webhook-id, ngay bây giờ."""
    carrier_code, actor = carrier_of(request), actor_of(request)

    def work() -> DeliveryOut:
        again = operations.replay_delivery(carrier_code=carrier_code, key=key, actor=actor, at=now())
        return delivery_out(delivery_by_key(carrier_code=carrier_code, key=again.key))

    return once(request, idempotency_key, work, name="replay_webhook", status=201)

"""What postal partners call, version 1, under /partner/v1/. Contract: openapi.yaml; docs/partner-guide.md."""

import logging
from collections.abc import Callable
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from kernel.errors import Refusal
from logistics.partner_api.auth import Bearer, unauthorised
from logistics.partner_api.endpoints import (
    batches,
    cash,
    claims,
    evidence,
    labels,
    oauth,
    parcels,
    pickups,
    sandbox,
    shipments,
    webhooks,
)
from logistics.partner_api.enums import Scope
from logistics.partner_api.frame import framed, nothing_here
from logistics.partner_api.models import PartnerToken
from logistics.partner_api.openapi import finish
from logistics.partner_api.problems import Problem, from_refusal, from_validation, response_of
from logistics.partner_api.schemas.access import Me

logger = logging.getLogger(__name__)


class OrjsonParser(Parser):
    """Strict: no NaN, no half letters, no nesting without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:  # noqa: ARG002
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


class PartnerAPI(NinjaAPI):
    """Ninja with the frame around every path, and problems for every other address."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        urls = super()._get_urls()
        for pattern in urls:
            if isinstance(pattern, URLPattern):
                view = nothing_here if pattern.name == "api-root" else pattern.callback
                pattern.callback = framed(view)
        return [*urls, re_path(r"^.*$", framed(nothing_here))]

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        finish(schema, self._scopes())
        return schema

    def _scopes(self) -> dict[str, Scope | None]:
        """What each operation's token must have; those without a token are not in it."""
        found: dict[str, Scope | None] = {}
        for _prefix, router in self._routers:
            for view in router.path_operations.values():
                for operation in view.operations:
                    for callback in operation.auth_callbacks:
                        if isinstance(callback, Bearer):
                            found[operation.operation_id or ""] = callback.scope
        return found


partner_api = PartnerAPI(
    title="Nhà Nông: API cho đối tác bưu chính",
    version="1.0.0",
    description="Nhận chuyến lấy hàng, in nhãn, báo sự kiện, nộp tiền thu hộ: docs/partner-guide.md.",
    urls_namespace="partner_api",
    docs=Swagger(),
    parser=OrjsonParser(),
    renderer=OrjsonRenderer(),
    servers=[
        {
            "url": "/",
            "x-internal": False,
            "description": "Máy chủ nào cũng vậy (production, staging, local).",
        }
    ],
    openapi_extra={
        "info": {"contact": {"name": "Nhà Nông"}},
        "tags": [
            {"name": "Access", "description": "Mã truy cập"},
            {"name": "Pickups", "description": "Chuyến lấy hàng"},
            {"name": "Manifests", "description": "Giao nhận nhiều kiện"},
            {"name": "Labels", "description": "Nhãn"},
            {"name": "Shipments", "description": "Vận đơn"},
            {"name": "Customs", "description": "Hàng khai báo"},
            {"name": "Quotes", "description": "Báo giá"},
            {"name": "Parcels", "description": "Kiện hàng"},
            {"name": "Events", "description": "Sự kiện"},
            {"name": "Cash", "description": "Tiền thu hộ"},
            {"name": "Claims", "description": "Khiếu nại gửi hãng"},
            {"name": "Batches", "description": "Nhiều việc trong một yêu cầu"},
            {"name": "Webhooks", "description": "Tin báo cho hệ thống của hãng"},
            {"name": "Sandbox", "description": "Chỉ cho khách thử: số kỳ diệu và đồng hồ vặn được"},
        ],
    },
)
partner_api.add_router("", oauth.router)
partner_api.add_router("", pickups.router)
partner_api.add_router("", parcels.router)
partner_api.add_router("", labels.router)
partner_api.add_router("", cash.router)
partner_api.add_router("", shipments.router)
partner_api.add_router("", evidence.router)
partner_api.add_router("", claims.router)
partner_api.add_router("", batches.router)
partner_api.add_router("", webhooks.router)
partner_api.add_router("", sandbox.router)


@partner_api.get(
    "/me", response=Me, auth=Bearer(), operation_id="getMe", summary="Mã truy cập này", tags=["Access"]
)
def get_me(request: HttpRequest) -> Me:
    """Mã truy cập này là của ai, làm được gì."""
    token: PartnerToken = request.auth  # type: ignore[attr-defined]
    return Me(
        carrier_code=token.carrier_code, name=token.name, scopes=[Scope(scope) for scope in token.scopes]
    )


def _answer(kind: type[Exception], problem_of: Callable[[Any], Problem]) -> None:
    def handler(request: HttpRequest, error: Any) -> HttpResponse:
        return response_of(problem_of(error), request)

    partner_api.add_exception_handler(kind, handler)


def _of_http_error(error: HttpError) -> Problem:
    """Ninja's own: a body that is not JSON."""
    return Problem(error.status_code, "NOT_READABLE", _("Nội dung không phải JSON hợp lệ."))


def _of_bug(error: Exception) -> Problem:
    """A bug of ours: logged whole, told without a word of it."""
    logger.error("partner API", exc_info=error)
    return Problem(500, "INTERNAL", _("Lỗi của chúng tôi; gửi kèm request_id khi báo."))


_answer(Problem, lambda problem: problem)
_answer(Refusal, from_refusal)
_answer(ValidationError, from_validation)
_answer(AuthenticationError, lambda _error: unauthorised())
_answer(HttpError, _of_http_error)
_answer(Http404, lambda _error: Problem(404, "NOT_FOUND"))
_answer(Exception, _of_bug)

"""The endpoint. graphene-django's own view is not used: it has no limits, no masking, no document cache.

No CSRF token is asked for: a POST is taken only as application/json or with a header that a foreign page
cannot set without a preflight, and a GET never changes anything.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from graphql import ExecutionResult, execute

from api import http
from api.context import Context
from api.documents import Operation, prepare
from api.errors import RequestRefused, let_go, show_error
from api.execution import SynchronousExecution
from api.limits import check_cost
from api.schema import schema
from kernel.ids import new_key

_graphql_schema = schema.graphql_schema


def _never_awaitable(_value: object) -> bool:
    return False


@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """POST and GET /graphql."""

    http_method_names = ["get", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if "query" not in request.GET and _is_browser(request):
            return render(request, "graphiql.html")
        return self.post(request)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        media_type = http.JSON
        with translation.override(http.language(request)):
            try:
                media_type = http.answer_type(request)
                return _run(request, http.read(request), media_type)
            except RequestRefused as refused:
                return _answer(request, {"errors": [refused.error]}, media_type, refused.status)


def _is_browser(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _run(request: HttpRequest, asked: http.Asked, media_type: str) -> HttpResponse:
    prepared = prepare(_graphql_schema, asked.query)
    if prepared.errors:
        return _answer(request, {"errors": prepared.errors}, media_type, _request_error_status(media_type))
    operation = prepared.operation(asked.operation_name)
    if request.method == "GET" and not operation.is_query:
        raise RequestRefused("A GET may only read.", status=405)
    check_cost(operation.costs, asked.variables)
    result = _execute(request, prepared.document, operation, asked)
    ran = result.data is not None or any(error.path for error in result.errors or ())
    status = 200 if ran else _request_error_status(media_type)
    return _answer(request, {"data": result.data, "errors": result.errors}, media_type, status, ran=ran)


def _execute(request: HttpRequest, document: Any, operation: Operation, asked: http.Asked) -> ExecutionResult:
    name = operation.node.name.value if operation.node.name else None
    result = execute(
        _graphql_schema,
        document,
        context_value=Context(request),
        variable_values=dict(asked.variables),
        operation_name=name,
        is_awaitable=_never_awaitable,
        execution_context_class=SynchronousExecution,
        hide_suggestions=True,
    )
    assert isinstance(result, ExecutionResult)
    return result


def _request_error_status(media_type: str) -> int:
    """A request that did not run is a 400, except under plain JSON, where old clients expect 200."""
    return 400 if media_type == http.GRAPHQL else 200


def _answer(
    request: HttpRequest, body: Mapping[str, Any], media_type: str, status: int, *, ran: bool = False
) -> HttpResponse:
    request_id = getattr(request, "request_id", "") or new_key()
    shown: dict[str, Any] = {"data": body.get("data")} if ran else {}
    if errors := body.get("errors"):
        shown["errors"] = [show_error(error, request_id=request_id) for error in errors]
        for error in errors:
            let_go(error)
    response = HttpResponse(orjson.dumps(shown), content_type=f"{media_type}; charset=utf-8", status=status)
    if status == 405:
        response["Allow"] = "POST"
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    response["Vary"] = "Accept, Accept-Language, Authorization, Cookie"
    return response

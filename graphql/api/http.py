"""GraphQL over HTTP: reading a request, choosing the answer's media type and status.

Source: the GraphQL-over-HTTP draft (graphql.github.io/graphql-over-http); `make audit` runs its audit
suite against us.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from api.errors import RequestRefused
from api.limits import MAX_BODY, check_text

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
MULTIPART = "multipart/form-data"
PREFLIGHT = "GraphQL-Require-Preflight"


@dataclass(frozen=True, slots=True)
class Asked:
    """One GraphQL request, whatever way it came."""

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None


def language(request: HttpRequest) -> str:
    """What the client asks for in Accept-Language; without that what its pages speak.

    Pages go by their switch alone (web.middleware.LanguageMiddleware); whoever writes a client sets the
    header knowingly.
    """
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        spoken = code.partition("-")[0]
        if spoken in dict(settings.LANGUAGES):
            return spoken
    return get_language() or settings.LANGUAGE_CODE


def answer_type(request: HttpRequest) -> str:
    """The media type to answer in. Raises RequestRefused (406) where the client takes neither."""
    accepted = request.headers.get("Accept", "*/*")
    if GRAPHQL in accepted:
        return GRAPHQL
    if request.accepts(JSON):
        return JSON
    raise RequestRefused(f"Ask for {GRAPHQL} or {JSON}.", status=406)


def read(request: HttpRequest) -> Asked:
    """Raises RequestRefused for anything that is not one well-formed GraphQL request."""
    if request.method == "GET":
        return _asked(_query_parameters(request))
    if request.content_type == JSON:
        return _asked(_json(_body(request)))
    if request.content_type == MULTIPART:
        return _asked(_multipart(request))
    raise RequestRefused(f"Send {JSON}, or {MULTIPART} with files.", status=415)


def _body(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > MAX_BODY:
        raise _body_too_large()
    try:
        body = request.body
    except SuspiciousOperation as error:
        raise _body_too_large() from error
    except ValueError as error:
        raise RequestRefused("Content-Length is a number.") from error
    if len(body) > MAX_BODY:
        raise _body_too_large()
    return body


def _body_too_large() -> RequestRefused:
    return RequestRefused(f"The body may have {MAX_BODY} bytes.", code="REQUEST_TOO_LARGE", status=413)


def _query_parameters(request: HttpRequest) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.GET.items())
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = _json(given[name])
    return given


def _json(text: str | bytes) -> Any:
    """orjson takes no lone surrogate, no NaN and nothing nested without end."""
    try:
        return orjson.loads(text)
    except ValueError as error:
        raise RequestRefused("This is not JSON.") from error


def _asked(given: Any) -> Asked:
    if isinstance(given, list):
        raise RequestRefused("One request at a time: batches are not taken.", code="BATCH_REFUSED")
    if not isinstance(given, dict) or not isinstance(given.get("query"), str) or not given["query"].strip():
        raise RequestRefused("A request is an object with a text under `query`.")
    name = given.get("operationName")
    if name is not None and not isinstance(name, str):
        raise RequestRefused("`operationName` is a text.")
    for each in ("variables", "extensions"):
        if given.get(each) is not None and not isinstance(given[each], dict):
            raise RequestRefused(f"`{each}` is an object.")
    variables = given.get("variables") or {}
    _check_texts(variables)
    return Asked(query=given["query"], variables=variables, operation_name=name or None)


def _check_texts(values: Any) -> None:
    """Every text in the variables. A stack, because they may be nested deeply."""
    waiting = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            check_text(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _multipart(request: HttpRequest) -> Any:
    """The GraphQL multipart request specification. A form can be posted from any site, so a header of
    ours is asked for.
    """
    if not request.headers.get(PREFLIGHT):
        raise RequestRefused(f"Send the header {PREFLIGHT}: 1 with files.", code="PREFLIGHT_MISSING")
    fields, files = _form(request)
    if len(fields.get("operations", "")) > MAX_BODY:
        raise _body_too_large()
    operations, places = _json(fields.get("operations", "")), _json(fields.get("map", ""))
    if not isinstance(places, dict):
        raise RequestRefused("`map` is an object of file names and paths.")
    for name, paths in places.items():
        for path in paths if isinstance(paths, list) else [None]:
            _put(operations, path, files.get(name))
    return operations


def _form(request: HttpRequest) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    try:
        return request.POST.dict(), cast("MultiValueDict[str, Any]", request.FILES).dict()
    except (BadRequest, SuspiciousOperation) as error:
        raise RequestRefused("This form cannot be read.") from error


def _put(operations: Any, path: Any, file: Any) -> None:
    """Put `file` where `path` ("variables.input.file") points; only a null may be replaced."""
    if file is None or not isinstance(path, str) or not path.startswith("variables."):
        raise RequestRefused("Every entry of `map` names a file that was sent and a path under `variables`.")
    *parents, last = path.split(".")
    holder = operations
    try:
        for step in parents:
            holder = holder[int(step) if isinstance(holder, list) else step]
        key: Any = int(last) if isinstance(holder, list) else last
        if holder[key] is not None:
            raise RequestRefused(f"{path} is not null.")
        holder[key] = file
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise RequestRefused(f"There is no {path}.") from error

"""Finishing the contract that ninja writes: problems, examples, scopes, binary answers, headers. Printed by
`manage.py print_openapi` to openapi.yaml beside this file, where a test compares it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic.json_schema import models_json_schema

from logistics.partner_api import examples
from logistics.partner_api.enums import Scope
from logistics.partner_api.problems import JSON_TYPE, Problem
from logistics.partner_api.schemas.problems import ProblemOut

FILE: Final = Path(__file__).parent / "openapi.yaml"
TOKEN_URL: Final = "/partner/v1/oauth/token"  # noqa: S105
_REF: Final = "#/components/schemas/{model}"
_NAMED_IN_BODY: Final = frozenset({"postLabels", "postManifest"})  # 404 for a thing that the body names
_ALWAYS: Final = (401, 403, 422, 429, 500)
_REQUEST_ID: Final = "f3b0c44298fc1c149afbf4c8996fb924"
_HEADERS: Final = {
    "X-Request-ID": {
        "schema": {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9_-]{8,64}$"},
        "description": "Gửi kèm khi báo lỗi.",
        "example": _REQUEST_ID,
    },
    "RateLimit": {
        "schema": {"type": "string", "maxLength": 100, "pattern": "^[ -~]+$"},
        "description": "Còn bao nhiêu (draft-ietf-httpapi-ratelimit-headers-11).",
        "example": '"default";r=29998;t=42',
    },
    "RateLimit-Policy": {
        "schema": {"type": "string", "maxLength": 100, "pattern": "^[ -~]+$"},
        "description": "Được bao nhiêu trong bao nhiêu giây.",
        "example": '"default";q=30000;w=60',
    },
    "Access-Control-Allow-Origin": {
        "schema": {"type": "string", "maxLength": 300, "pattern": "^https?://[ -~]+$"},
        "description": "Chỉ trang của chúng tôi; API là chuyện giữa hai máy chủ, không qua trình duyệt.",
        "example": "https://nhanong.example",
    },
    "Link": {
        "schema": {"type": "string", "maxLength": 2000, "pattern": "^[ -~]+$"},
        "description": "Trang sau (RFC 8288), nếu còn.",
        "example": '</partner/v1/pickups?after=MjAyNi0wNi0xMCAwMWp4MmM4aDZyNHRx>; rel="next"',
    },
    "Location": {
        "schema": {"type": "string", "maxLength": 200, "pattern": "^/[ -~]+$"},
        "description": "Xem kết quả ở đây.",
        "example": "/partner/v1/batches/01jx5q7f3n2w8d6c4b0a9z1y5x",
    },
    "Retry-After": {
        "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 86_400},
        "description": "Đợi bao nhiêu giây.",
        "example": 20,
    },
}

Document = dict[str, Any]


def finish(document: Document, scopes: Mapping[str, Scope | None]) -> Document:
    """Complete the document in place. `scopes`: operation id to what its token must have."""
    _add_problem_schemas(document)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            may_miss = "{" in path or "/sandbox/" in path or operation["operationId"] in _NAMED_IN_BODY
            _finish_operation(operation, is_post=method != "get", may_miss=may_miss)
            if operation["operationId"] in scopes:
                scope = scopes[operation["operationId"]]
                named = [scope.value] if scope else []
                operation["security"] = [{"OAuth2": named}, {"Bearer": []}]
    document["components"] |= {
        "securitySchemes": _security(),
        "headers": _HEADERS,
        "responses": {f"Problem{status}": _problem(status) for status in examples.PROBLEMS},
    }
    return document


def _security() -> Document:
    flow = {"tokenUrl": TOKEN_URL, "scopes": {scope.value: str(scope.label) for scope in Scope}}
    return {
        "OAuth2": {
            "type": "oauth2",
            "description": "Client credentials (RFC 6749, 4.4). Tokens are opaque and hold for an hour;"
            " they are no JWTs, so RFC8725 does not apply.",
            "flows": {"clientCredentials": flow},
        },
        "Bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "nnp_…",
            "description": "Mã truy cập (RFC 6750) lấy ở /oauth/token.",
        },
    }


def _add_problem_schemas(document: Document) -> None:
    _map, schema = models_json_schema([(ProblemOut, "serialization")], ref_template=_REF)
    document["components"]["schemas"] |= schema["$defs"]


def _finish_operation(operation: Document, *, is_post: bool, may_miss: bool) -> None:
    name = operation["operationId"]
    for parameter in operation["parameters"]:
        parameter["schema"] = _not_null(parameter["schema"])
        for shown in parameter.pop("examples", [])[:1]:  # a list is JSON Schema's; a parameter has one
            parameter["example"] = shown
    for status, answer in operation["responses"].items():
        _finish_answer(name, int(status), answer)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["example"] = examples.REQUESTS.get(name, {})
    is_ours = "security" in operation
    statuses = [*_ALWAYS, *((400, 409, 413, 415) if is_post else ()), *((404,) if may_miss else ())]
    for status in sorted(statuses if is_ours else (413, 415, 429, 500)):
        operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
    operation["responses"] = {
        str(status): answer
        for status, answer in sorted(operation["responses"].items(), key=lambda item: int(item[0]))
    }


def _finish_answer(name: str, status: int, answer: Document) -> None:
    content = answer.get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    if status < 300:
        answer["description"] = {201: "Created", 202: "Accepted", 204: "No Content"}.get(status, "OK")
    if "application/json" in content:
        shown = examples.FAILURES.get(f"{name} {status}", examples.RESPONSES.get(name))
        content["application/json"]["example"] = shown
    more = ("Link",) if schema.get("$ref", "").endswith("Page") else ()
    answer["headers"] = _headers(*more, *(("Location",) if status == 202 else ()))


def _headers(*more: str) -> Document:
    names = ("X-Request-ID", "RateLimit", "RateLimit-Policy", "Access-Control-Allow-Origin", *more)
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _not_null(schema: Document) -> Document:
    """A parameter that may be left out is left out; there is no way to send null in a query."""
    kinds = [kind for kind in schema.pop("anyOf", []) if kind.get("type") != "null"]
    return {**(kinds[0] if kinds else {}), **schema}


def _problem(status: int) -> Document:
    code, detail, when = examples.PROBLEMS[status]
    told = {code: detail, **examples.MORE.get(status, {})}
    bodies = {one: Problem(status, one, words).body(_REQUEST_ID) for one, words in told.items()}
    schema = {"$ref": _REF.format(model="ProblemOut")}
    return {
        "description": when,
        "content": {
            JSON_TYPE: {"schema": schema, "examples": {one: {"value": body} for one, body in bodies.items()}}
        },
        "headers": _headers(*(("Retry-After",) if status == 429 else ())),
    }


def as_yaml(document: Document) -> str:
    """The printed form: order kept, letters as they are."""
    return yaml.dump(_plain(document), Dumper=_Quoting, sort_keys=False, allow_unicode=True, width=110)


class _Quoting(yaml.SafeDumper):
    """PyYAML writes YAML 1.1, where 08109010 is a string; readers of 1.2 take digits for a number."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "'" if re.fullmatch(r"[-+.0-9][-+.0-9eE_:]*", data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Quoting.add_representer(str, _Quoting.represent_str)


def _plain(value: Any) -> Any:
    """Dicts, lists and scalars only, no shared parts, so that YAML has no anchors."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if isinstance(value, int | float | bool | None) else str(value)

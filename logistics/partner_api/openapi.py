"""Finishing the contract that ninja writes: problems, examples, binary answers, headers. Printed by
`manage.py print_openapi` to openapi.yaml beside this file, where a test compares it."""

from pathlib import Path
from typing import Any, Final

import yaml
from pydantic.json_schema import models_json_schema

from logistics.partner_api import examples
from logistics.partner_api.problems import JSON_TYPE, Problem
from logistics.partner_api.schemas import ProblemOut

FILE: Final = Path(__file__).parent / "openapi.yaml"
_PDF: Final = ("getLabel", "getPickupLabels")
_REF: Final = "#/components/schemas/{model}"
_ALWAYS: Final = (401, 403, 422, 429, 500)
_SCOPES: Final = "pickups, labels, events, cod"

Document = dict[str, Any]


def finish(document: Document) -> Document:
    """Complete the document in place."""
    _add_problem_schemas(document)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _finish_operation(operation, is_post=method == "post", has_path="{" in path)
    document["components"]["securitySchemes"]["Bearer"] |= {
        "bearerFormat": "nnp_…",
        "description": f"Mã truy cập của hãng, có các quyền: {_SCOPES}.",
    }
    return document


def _add_problem_schemas(document: Document) -> None:
    _map, schema = models_json_schema([(ProblemOut, "serialization")], ref_template=_REF)
    document["components"]["schemas"] |= schema["$defs"]


def _finish_operation(operation: Document, *, is_post: bool, has_path: bool) -> None:
    name = operation["operationId"]
    for parameter in operation["parameters"]:
        parameter["schema"] = _not_null(parameter["schema"])
    if name in _PDF:
        pdf = {"schema": {"type": "string", "contentMediaType": "application/pdf"}}
        operation["responses"][200] = {"description": "PDF", "content": {"application/pdf": pdf}}
    for status, answer in operation["responses"].items():
        if name in examples.RESPONSES and "application/json" in answer.get("content", {}):
            answer["content"]["application/json"]["example"] = examples.RESPONSES[name]
            answer["description"] = "Created" if status == 201 else "OK"
        answer["headers"] = _headers(name)
    if name in examples.REQUESTS:
        operation["requestBody"]["content"]["application/json"]["example"] = examples.REQUESTS[name]
    statuses = [*_ALWAYS, *((400, 409, 413, 415) if is_post else ()), *((404,) if has_path else ())]
    for status in sorted(statuses):
        operation["responses"][status] = _problem(status)
    operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}


def _not_null(schema: Document) -> Document:
    """A parameter that may be left out is left out; there is no way to send null in a query."""
    kinds = [kind for kind in schema.pop("anyOf", []) if kind.get("type") != "null"]
    return {**(kinds[0] if kinds else {}), **schema}


def _headers(name: str) -> Document:
    headers = {"X-Request-ID": {"schema": {"type": "string"}, "description": "Gửi kèm khi báo lỗi."}}
    if name == "listPickups":
        headers["Link"] = {"schema": {"type": "string"}, "description": "Trang sau (RFC 8288), nếu còn."}
    return headers


def _problem(status: int) -> Document:
    code, detail, when = examples.PROBLEMS[status]
    body = Problem(status, code, detail).body("f3b0c44298fc1c149afbf4c8996fb924")
    schema = {"$ref": _REF.format(model="ProblemOut")}
    return {
        "description": when,
        "content": {JSON_TYPE: {"schema": schema, "example": body}},
        "headers": {"X-Request-ID": {"schema": {"type": "string"}}},
    }


def as_yaml(document: Document) -> str:
    """The printed form: order kept, letters as they are."""
    return yaml.safe_dump(_plain(document), sort_keys=False, allow_unicode=True, width=110)


def _plain(value: Any) -> Any:
    """Dicts, lists and scalars only, no shared parts, so that YAML has no anchors."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if isinstance(value, int | float | bool | None) else str(value)

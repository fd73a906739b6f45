"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): one request, one work, one answer.

A repetition while the first still works waits for it and gets its answer. Answers are kept for a week.
Failures are not kept: the same key may be tried again."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Header
from pydantic import BaseModel

from kernel.idempotency.operations import run_once
from logistics.partner_api.auth import carrier_of

IdempotencyKey: TypeAlias = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=128,
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="Một khóa mới cho mỗi việc (nên là UUID); gửi lại cùng khóa thì nhận cùng câu trả lời.",
        examples=["7c1f3e0a-5b7e-4a52-9f0e-2f8c1f6f9b11"],
    ),
]


def once(
    request: HttpRequest, key: str, run: Callable[[], BaseModel], *, name: str, status: int = 200
) -> HttpResponse:
    """Do the work under the key, or give the answer that was given then, marked as replayed."""
    body = orjson.dumps(orjson.loads(request.body or b"{}"), option=orjson.OPT_SORT_KEYS)
    outcome = run_once(
        scope=f"partner:{carrier_of(request)}:{name}",
        key=key.strip('"') or key,
        request={"path": request.path, "body": hashlib.sha256(body).hexdigest()},
        run=lambda: run().model_dump(mode="json"),
    )
    response = HttpResponse(
        orjson.dumps(outcome.result), status=status, content_type="application/json; charset=utf-8"
    )
    if outcome.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def answer_of(response: HttpResponse) -> dict[str, Any]:
    """What `once` answers, read."""
    return dict(orjson.loads(response.content))

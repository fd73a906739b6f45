"""Mutations that a doubled request must not do twice: a client that heard no answer sends the same again.

With an `idempotencyKey` the second request gets the first one's result; the same key with another input
is refused. Without one every request is done.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

import graphene
from django.core.files.uploadedfile import UploadedFile

from api.context import Context
from api.mutation import DomainMutation
from api.refusals import BadIdempotencyKey
from kernel.errors import JSON
from kernel.idempotency.operations import run_once

LONGEST_KEY = 100


def idempotency_key(*, required: bool = False) -> graphene.String:
    """The input field."""
    return graphene.String(
        required=required,
        description="Yours, new for each wish: the same key with the same input is done once "
        f"(within a week; up to {LONGEST_KEY} characters).",
    )


def check_key(key: str) -> str:
    if not 1 <= len(key) <= LONGEST_KEY:
        raise BadIdempotencyKey(most=LONGEST_KEY)
    return key


class OnceMutation(DomainMutation):
    """A subclass gives `act`, which does it and returns the row that came of it, `again`, which fetches that
    row by its key for somebody who may see it, and `payload`. Its Input has an `idempotency_key`.
    """

    class Meta:
        abstract = True

    @classmethod
    def act(cls, context: Context, given: Any) -> Any:
        raise NotImplementedError

    @classmethod
    def again(cls, context: Context, key: str) -> Any:
        raise NotImplementedError

    @classmethod
    def payload(cls, row: Any) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        if given.get("idempotency_key") is None:
            return cls.payload(cls.act(context, given))
        return cls.payload(cls._once(context, given, check_key(given.idempotency_key)))

    @classmethod
    def _once(cls, context: Context, given: Any, key: str) -> Any:
        done: list[Any] = []

        def run() -> JSON:
            done.append(cls.act(context, given))
            return str(done[0].key)

        scope = f"api.{cls.__name__}:{context.person.actor}"
        outcome = run_once(scope=scope, key=key, request={"input": plain(given)}, run=run)
        return done[0] if done else cls.again(context, str(outcome.result))


def plain(value: Any) -> JSON:
    """An input as JSON; of a file only what it holds counts."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, UploadedFile):
        digest = sha256(b"".join(value.chunks())).hexdigest()
        value.seek(0)
        return digest
    if isinstance(value, Enum):
        return plain(value.value)
    return value.isoformat() if isinstance(value, date) else value

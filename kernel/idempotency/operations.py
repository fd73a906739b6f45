"""The same request twice does its work once."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.database import execute, fetch
from kernel.errors import JSON, Invalid, Refusal
from kernel.idempotency.models import Answer


class IdempotencyKeyReused(Refusal):
    code = "IDEMPOTENCY_KEY_REUSED"
    message = _("Mã yêu cầu này đã dùng cho một yêu cầu khác.")


LONGEST_KEY = 128


@dataclass(frozen=True)
class Outcome:
    """replayed: the work was done by an earlier request, whose result this is."""

    result: JSON
    replayed: bool


_CLAIM = """
INSERT INTO idempotency_answer (scope, key, request_hash) VALUES (%s, %s, %s)
ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""
_KEEP = "UPDATE idempotency_answer SET result = %s::jsonb WHERE id = %s"
_FIND = "SELECT request_hash, result::text FROM idempotency_answer WHERE scope = %s AND key = %s"


def run_once(*, scope: str, key: str, request: Mapping[str, JSON], run: Callable[[], JSON]) -> Outcome:
    """Run the work unless a request of the same scope and key has done it; then give its result.

    scope: whose keys these are and for what ("order.place:<account>"). request: what was asked for; the
    same key with another request raises IdempotencyKeyReused. All in one transaction with the work: a
    request that comes while the first still works waits for it, and what `run` raises rolls everything
    back, so that the key may be tried again. A key that cannot be kept (empty, longer than 128, not to be
    printed) is Invalid; so is a request that no JSON could hold.
    """
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise Invalid(field="idempotency_key")
    asked = request_hash(request)
    with transaction.atomic():
        while True:
            claimed = fetch(_CLAIM, [scope, key, asked])
            if claimed:
                result = run()
                execute(_KEEP, [orjson.dumps(result).decode(), claimed[0][0]])
                return Outcome(result, replayed=False)
            if known := fetch(_FIND, [scope, key]):
                return _replay(asked, *known[0])


def _replay(asked: str, answered: str, result: str) -> Outcome:
    if asked != answered:
        raise IdempotencyKeyReused
    return Outcome(orjson.loads(result), replayed=True)


def request_hash(request: Mapping[str, JSON]) -> str:
    """The same for the same content, in whatever order its names come. Invalid where it has numbers beyond
    64 bits or halves of letters.
    """
    try:
        content = orjson.dumps(request, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as problem:
        raise Invalid from problem
    return hashlib.sha256(content).hexdigest()


def prune(*, older_than: datetime) -> int:
    """Forget answers given before; how many. A key that comes back after that does its work again."""
    return Answer.objects.filter(created_at__lt=older_than).delete()[0]

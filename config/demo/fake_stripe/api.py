"""The routes under /v1, the keys that open them, and Idempotency-Key."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from config.demo.fake_stripe import intents, refunds, shapes
from config.demo.fake_stripe.desk import Desk
from config.demo.fake_stripe.faults import StripeFault, invalid, key_reused, unauthorised
from config.demo.fake_stripe.forms import Params, decode
from config.demo.fake_stripe.store import Answer, Shape, Store

Act = Callable[..., Shape]


@dataclass(frozen=True)
class Ask:
    """A request as it came over the wire."""

    method: str
    path: str
    query: str
    body: str
    authorization: str
    idempotency_key: str
    base_url: str


@dataclass(frozen=True)
class Reply:
    status: int
    body: Shape
    request_id: str
    replayed: bool = False


def _event(desk: Desk, event_id: str) -> Shape:
    return desk.fetch("event", event_id)


def _events(desk: Desk) -> Shape:
    return shapes.listed("/v1/events", desk.store.newest("event")[:100])


def _charge(desk: Desk, charge_id: str) -> Shape:
    return desk.fetch("charge", charge_id)


ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("POST", r"/v1/payment_intents", intents.create),
    ("GET", r"/v1/payment_intents", intents.listed),
    ("GET", r"/v1/payment_intents/(\w+)", intents.retrieve),
    ("POST", r"/v1/payment_intents/(\w+)/confirm", intents.confirm),
    ("POST", r"/v1/payment_intents/(\w+)/capture", intents.capture),
    ("POST", r"/v1/payment_intents/(\w+)/cancel", intents.cancel),
    ("GET", r"/v1/charges/(\w+)", _charge),
    ("POST", r"/v1/refunds", refunds.create),
    ("GET", r"/v1/refunds", refunds.listed),
    ("GET", r"/v1/refunds/(\w+)", refunds.retrieve),
    ("GET", r"/v1/events", _events),
    ("GET", r"/v1/events/(\w+)", _event),
)
PUBLIC = {intents.retrieve, intents.confirm}
MISUSED_KEYS = 255


def answer(store: Store, ask: Ask) -> Reply:
    """One request: from the first look to the answer in one transaction, so that all of it happened or
    nothing.
    """
    request_id = shapes.new_id("req")
    with store.transaction():
        try:
            return _answer_once(store, ask, request_id)
        except StripeFault as fault:
            return Reply(fault.status, fault.body, request_id)


def _answer_once(store: Store, ask: Ask, request_id: str) -> Reply:
    desk, act, ids = _understand(store, ask, request_id)
    key, request = ask.idempotency_key, _fingerprint(ask)
    if len(key) > MISUSED_KEYS:
        raise invalid("Idempotency keys are at most 255 characters long.")
    before = store.answer(key) if key and ask.method == "POST" else None
    if before is not None:
        if before.request != request:
            raise key_reused()
        return Reply(before.status, before.body, before.request_id, replayed=True)
    status, body = _act(desk, act, ids)
    if key and ask.method == "POST":
        store.remember(key, Answer(request, status, body, request_id))
    return Reply(status, body, request_id)


def _act(desk: Desk, act: Act, ids: list[str]) -> tuple[int, Shape]:
    """A declined card is an answer to remember; a failed validation is not."""
    try:
        return 200, act(desk, *ids)
    except StripeFault as fault:
        if not fault.stored:
            raise
        return fault.status, fault.body


def _understand(store: Store, ask: Ask, request_id: str) -> tuple[Desk, Act, list[str]]:
    params: Params = decode(ask.query) | decode(ask.body)
    act, ids = _route(ask)
    public = _key(ask, params).startswith("pk_")
    if public and act not in PUBLIC:
        raise unauthorised()
    desk = Desk(store, params, request_id, ask.idempotency_key, public, ask.base_url)
    return desk, act, ids


def _route(ask: Ask) -> tuple[Act, list[str]]:
    for method, pattern, act in ROUTES:
        found = re.fullmatch(pattern, ask.path)
        if found and method == ask.method:
            return act, list(found.groups())
    raise StripeFault(404, "invalid_request_error", f"Unrecognized request URL ({ask.method}: {ask.path}).")


def _key(ask: Ask, params: Params) -> str:
    """`Authorization: Bearer sk_…`; a browser sends its publishable key as the form field `key`."""
    scheme, _space, key = ask.authorization.partition(" ")
    key = key if scheme == "Bearer" else str(params.pop("key", ""))
    if not key.startswith(("sk_test_", "rk_test_", "pk_test_")):
        raise unauthorised()
    return key


def _fingerprint(ask: Ask) -> str:
    return hashlib.sha256(json.dumps([ask.method, ask.path, ask.query, ask.body]).encode()).hexdigest()

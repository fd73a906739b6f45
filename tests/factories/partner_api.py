"""Tokens of carriers, with a client that sends them."""

import json
from itertools import count
from typing import Any

import factory
from django.test import Client
from factory.django import DjangoModelFactory

from logistics.partner_api.enums import Scope
from logistics.partner_api.models import PartnerToken
from logistics.partner_api.operations import hash_of
from tests.factories.dispatch import NOW

_numbers = count(1)


class PartnerTokenFactory(DjangoModelFactory[PartnerToken]):
    """`secret="nnp_…"` is the token itself."""

    class Meta:
        model = PartnerToken
        exclude = ("secret",)

    secret = factory.Sequence(lambda n: f"nnp_test{n}")
    carrier_code = "vnpost"
    name = "test"
    token_hash = factory.LazyAttribute(lambda token: hash_of(token.secret))
    scopes = Scope.values
    created_at = NOW
    last_used_at = None


class Partner:
    """A carrier's system: every POST has a key of its own unless one is given."""

    def __init__(self, carrier_code: str = "vnpost", **token: Any) -> None:
        self.secret = f"nnp_partner{next(_numbers)}"
        self.token = PartnerTokenFactory(carrier_code=carrier_code, secret=self.secret, **token)
        self.headers = {"Authorization": f"Bearer {self.secret}"}
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/partner/v1/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        key = key or f"key-{next(_numbers)}"
        return self.client.post(
            f"/partner/v1/{path}",
            body if isinstance(body, bytes) else json.dumps(body if body is not None else {}),
            content_type=headers.pop("content_type", "application/json"),
            headers=self.headers | {"Idempotency-Key": key} | headers,
        )

    def tell(self, *events: dict[str, Any], key: str = "") -> Any:
        return self.post("events", {"events": events}, key=key)

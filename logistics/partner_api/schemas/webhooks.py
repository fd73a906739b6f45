"""Where you want to be told, and what you were told."""

import re
from typing import Annotated, Any, Final, TypeAlias

from django.conf import settings
from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from logistics.partner_api.fields import STRICT, Count, Cursor, Instant, Key, Line, Long, Short
from logistics.partner_api.pages import Paged
from logistics.webhooks.enums import DeliveryState, DisabledBecause, EventType

_URL: Final = (
    r"^https://([a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?\.){1,8}[a-z]{2,24}"
    r"(:(443|8443|[1-5][0-9]{4}))?(/[A-Za-z0-9._~/?&=%-]{0,300})?$"
)


def _hook_url(text: str) -> str:
    """The domain looks closer; where addresses inside are allowed, this leaves it to it."""
    if not settings.WEBHOOKS_TO_PRIVATE and not re.fullmatch(_URL, text):
        raise ValueError("an https address of a named host is needed: https://partner.example/hook")
    return text


HookUrl: TypeAlias = Annotated[
    str,
    Field(max_length=500),
    AfterValidator(_hook_url),
    WithJsonSchema({"type": "string", "pattern": _URL, "maxLength": 500}),
]
Description: TypeAlias = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class EndpointIn(BaseModel):
    """An address of yours. Only https, a host of the open internet, no redirects."""

    model_config = STRICT

    url: HookUrl = Field(description="We POST to it; answer 2xx within 20 seconds.")
    event_types: Annotated[list[Annotated[EventType, Field(strict=False)]], Field(max_length=20)] = Field(
        default=[], description="Only these; empty: all, also those that come later."
    )
    description: Description = ""


class EndpointOut(BaseModel):
    key: Key
    url: Line
    description: Long
    event_types: Annotated[list[EventType], Field(max_length=20)]
    created_at: Instant
    disabled_at: Instant | None
    disabled_because: DisabledBecause | None
    failing_since: Instant | None = Field(description="Since when nothing has arrived; five days: disabled.")
    secret: Short | None = Field(
        description="whsec_…, to verify signatures with (Standard Webhooks). Only in the first answer to its"
        " making or rotation; null ever after, also when that request is repeated."
    )


class EndpointList(BaseModel):
    items: Annotated[list[EndpointOut], Field(max_length=20)]


class AttemptOut(BaseModel):
    number: Count
    at: Instant
    took_ms: Count
    status: Count = Field(description="Of the answer; 0 when none came.")
    error: Short = Field(description="timeout, refused_address, name, connection, tls, protocol; or empty.")
    answer: Long = Field(description="The beginning of the answer's text.")


class DeliveryOut(BaseModel):
    """One message on its way to one endpoint. `message` is the body as it is sent."""

    key: Key
    webhook_id: Short = Field(description="The `webhook-id` header: the same in every try and replay.")
    endpoint_key: Key
    event_type: EventType
    shipment_key: Short = Field(description="Empty for a test.")
    state: DeliveryState
    is_replay: bool
    created_at: Instant
    next_at: Instant | None = Field(description="When the next try is due; null when there is none.")
    done_at: Instant | None
    message: dict[str, Any]
    attempts: Annotated[list[AttemptOut], Field(max_length=100)]


class DeliveryPage(BaseModel):
    items: Annotated[list[DeliveryOut], Field(max_length=100)]
    has_more: bool
    next: Cursor | None = Field(description="Send it as `after` for the next page; null on the last.")


class DeliveryQuery(Paged):
    endpoint_key: Key | None = None
    shipment_key: Key | None = None
    state: DeliveryState | None = None
    event_type: EventType | None = None

    def filters(self) -> dict[str, Any]:
        """Those that were given, by field."""
        wanted = {
            "endpoint__key": self.endpoint_key,
            "shipment_key": self.shipment_key,
            "state": self.state,
            "message__event_type": self.event_type,
        }
        return {name: value for name, value in wanted.items() if value is not None}

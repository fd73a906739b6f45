"""Shipments and parcels in lists, their customs lines, quotes."""

from typing import Annotated

from pydantic import BaseModel, Field

from logistics.dispatch.enums import ParcelState, ShipmentState
from logistics.partner_api.fields import (
    STRICT,
    Code,
    CommuneCode,
    Count,
    Cursor,
    Dong,
    Grams,
    Instant,
    Key,
    Line,
    Long,
    Moment,
    Money,
    OnDay,
    Short,
)
from logistics.partner_api.pages import Paged
from logistics.partner_api.schemas.pickups import ShipmentOut

HsCode = Annotated[str, Field(max_length=10, pattern=r"^[0-9]{6,10}$")]
Country = Annotated[str, Field(max_length=2, pattern=r"^[A-Z]{2}$")]


class ShipmentQuery(Paged):
    state: ShipmentState | None = None


class ShipmentPage(BaseModel):
    items: Annotated[list[ShipmentOut], Field(max_length=100)]
    has_more: bool
    next: Cursor | None


class ParcelQuery(Paged):
    state: ParcelState | None = None


class ParcelLine(BaseModel):
    tracking_code: Code
    shipment_key: Key
    state: ParcelState
    state_since: Instant | None
    attempts: Count
    gross_g: Count
    cod_dong: Money


class ParcelPage(BaseModel):
    items: Annotated[list[ParcelLine], Field(max_length=100)]
    has_more: bool
    next: Cursor | None


class EventQuery(Paged):
    """Events in the order in which they happened."""

    since: Moment = Field(description="The first instant, inclusive.")
    until: Moment = Field(
        description="The last instant, exclusive; no more than 31 days after `since` are read."
    )


class EventLine(BaseModel):
    tracking_code: Code
    code: Code
    reason: Code
    note: Line
    amount_dong: Money | None
    provisional: bool
    dedupe_key: Short
    occurred_at: Instant
    received_at: Instant


class EventPage(BaseModel):
    items: Annotated[list[EventLine], Field(max_length=100)]
    has_more: bool
    next: Cursor | None


class CustomsLine(BaseModel):
    description: Long
    commodity_code: Short
    hs_code: Code = Field(description="Six digits or more; empty when nothing crosses a border.")
    origin_country: Short
    pieces: Count | None
    net_g: Count
    value_dong: Money


class CustomsOut(BaseModel):
    """What a customs officer asks about a shipment: CN 23 in short."""

    shipment_key: Key
    customs_reference: Short = Field(description="Of a declaration made elsewhere.")
    gross_g: Count
    declared_dong: Money
    lines: Annotated[list[CustomsLine], Field(max_length=1000)]


class CustomsIn(BaseModel):
    model_config = STRICT

    customs_reference: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9./-]{1,64}$")]


class QuoteIn(BaseModel):
    model_config = STRICT

    sender_commune_code: CommuneCode
    recipient_commune_code: CommuneCode
    gross_g: Grams
    cod_dong: Dong = 0
    needs_chill: bool = False


class OfferOut(BaseModel):
    service_code: Code
    service_name: Short
    price_dong: Money
    promised_hours: Count
    arrives_on: OnDay
    refused: Short = Field(description="Empty, or why the service does not take it.")
    reason: Long


class QuoteOut(BaseModel):
    """Prices of your services, as our buyers are offered them."""

    offers: Annotated[list[OfferOut], Field(max_length=100)]
    asked_at: Instant

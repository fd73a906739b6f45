"""Shipments and parcels in lists, their customs lines, quotes."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from logistics.dispatch.enums import ParcelState, ShipmentState
from logistics.partner_api.fields import STRICT, CommuneCode, Dong, Grams, Moment
from logistics.partner_api.pages import Paged
from logistics.partner_api.schemas.pickups import ShipmentOut

HsCode = Annotated[str, Field(pattern=r"^[0-9]{6,10}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class ShipmentQuery(Paged):
    state: ShipmentState | None = None


class ShipmentPage(BaseModel):
    items: list[ShipmentOut]
    has_more: bool
    next: str | None


class ParcelQuery(Paged):
    state: ParcelState | None = None


class ParcelLine(BaseModel):
    tracking_code: str
    shipment_key: str
    state: ParcelState
    state_since: datetime | None
    attempts: int
    gross_g: int
    cod_dong: int


class ParcelPage(BaseModel):
    items: list[ParcelLine]
    has_more: bool
    next: str | None


class EventQuery(Paged):
    """Events in the order in which they happened."""

    since: Moment = Field(description="The first instant, inclusive.")
    until: Moment = Field(
        description="The last instant, exclusive; no more than 31 days after `since` are read."
    )


class EventLine(BaseModel):
    tracking_code: str
    code: str
    reason: str
    note: str
    amount_dong: int | None
    provisional: bool
    dedupe_key: str
    occurred_at: datetime
    received_at: datetime


class EventPage(BaseModel):
    items: list[EventLine]
    has_more: bool
    next: str | None


class CustomsLine(BaseModel):
    description: str
    commodity_code: str
    hs_code: str = Field(description="Six digits or more; empty when nothing crosses a border.")
    origin_country: str
    pieces: int | None
    net_g: int
    value_dong: int


class CustomsOut(BaseModel):
    """What a customs officer asks about a shipment: CN 23 in short."""

    shipment_key: str
    customs_reference: str = Field(description="Of a declaration made elsewhere.")
    gross_g: int
    declared_dong: int
    lines: list[CustomsLine]


class CustomsIn(BaseModel):
    model_config = STRICT

    customs_reference: Annotated[str, Field(pattern=r"^[A-Za-z0-9./-]{1,64}$")]


class QuoteIn(BaseModel):
    model_config = STRICT

    sender_commune_code: CommuneCode
    recipient_commune_code: CommuneCode
    gross_g: Grams
    cod_dong: Dong = 0
    needs_chill: bool = False


class OfferOut(BaseModel):
    service_code: str
    service_name: str
    price_dong: int
    promised_hours: int
    arrives_on: date
    refused: str = Field(description="Empty, or why the service does not take it.")
    reason: str


class QuoteOut(BaseModel):
    """Prices of your services, as our buyers are offered them."""

    offers: list[OfferOut]
    asked_at: datetime

"""Pickups with their shipments, parcels and goods."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from logistics.dispatch.enums import OnUndelivered, ParcelState, PickupState
from logistics.partner_api.fields import (
    Clock,
    Code,
    CommuneCode,
    Count,
    Cursor,
    Day,
    Instant,
    Key,
    Long,
    Money,
    OnDay,
    Short,
)
from logistics.partner_api.pages import Paged


class PartyOut(BaseModel):
    name: Short
    telephone: Short = Field(description="E.164, to be called by the courier only.")
    address: Long
    commune_code: Code
    place: Short = Field(description="Commune and province in words.")


class ParcelBrief(BaseModel):
    tracking_code: Code
    handover_code: Code = Field(
        description="Five digits a household may write on the box instead of a label."
    )
    position: Count
    gross_g: Count
    length_mm: Count
    width_mm: Count
    height_mm: Count
    state: ParcelState


class GoodsOut(BaseModel):
    description: Long
    commodity_code: Short
    net_g: Count
    value_dong: Money


class ShipmentOut(BaseModel):
    key: Key
    service_code: Code
    held: bool = Field(description="True: not to be taken yet. A picked_up event is kept but not applied.")
    chilled: bool
    on_undelivered: OnUndelivered
    cod_dong: Money = Field(description="To collect from the recipient, once for the whole shipment.")
    declared_dong: Money
    promised_on: OnDay
    sender: PartyOut
    recipient: PartyOut
    parcels: Annotated[list[ParcelBrief], Field(max_length=1000)]
    goods: Annotated[list[GoodsOut], Field(max_length=1000)]


class PickupOut(BaseModel):
    """One visit to the senders of one commune on one day."""

    key: Key
    day: OnDay
    window_start: Clock = Field(description="On the clock in Viet Nam.")
    window_end: Clock
    office_code: Code
    commune_code: Code
    place: Short
    state: PickupState
    taken_at: Instant | None
    shipments: Annotated[list[ShipmentOut], Field(max_length=10000)]


class PickupPage(BaseModel):
    items: Annotated[list[PickupOut], Field(max_length=100)]
    has_more: bool
    next: Cursor | None = Field(description="Send it as `after` for the next page; null on the last.")


class PickupQuery(Paged):
    day: Day | None = Field(None, description="Only this day; else all days.")
    state: PickupState | None = None
    commune_code: CommuneCode | None = None
    limit: Annotated[int, Field(ge=1, le=50, json_schema_extra={"format": "int32"})] = 20

    def filters(self) -> dict[str, Any]:
        """Those that were given, by field."""
        wanted = {"day": self.day, "state": self.state, "commune_code": self.commune_code}
        return {name: value for name, value in wanted.items() if value is not None}

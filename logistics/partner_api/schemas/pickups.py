"""Pickups with their shipments, parcels and goods."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from logistics.dispatch.enums import OnUndelivered, ParcelState, PickupState
from logistics.partner_api.fields import Clock, CommuneCode, Cursor, Day


class PartyOut(BaseModel):
    name: str
    telephone: str = Field(description="E.164, to be called by the courier only.")
    address: str
    commune_code: str
    place: str = Field(description="Commune and province in words.")


class ParcelBrief(BaseModel):
    tracking_code: str
    handover_code: str = Field(description="Five digits a household may write on the box instead of a label.")
    position: int
    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    state: ParcelState


class GoodsOut(BaseModel):
    description: str
    commodity_code: str
    net_g: int
    value_dong: int


class ShipmentOut(BaseModel):
    key: str
    service_code: str
    held: bool = Field(description="True: not to be taken yet. A picked_up event is kept but not applied.")
    chilled: bool
    on_undelivered: OnUndelivered
    cod_dong: int = Field(description="To collect from the recipient, once for the whole shipment.")
    declared_dong: int
    promised_on: date
    sender: PartyOut
    recipient: PartyOut
    parcels: list[ParcelBrief]
    goods: list[GoodsOut]


class PickupOut(BaseModel):
    """One visit to the senders of one commune on one day."""

    key: str
    day: date
    window_start: Clock = Field(description="On the clock in Viet Nam.")
    window_end: Clock
    office_code: str
    commune_code: str
    place: str
    state: PickupState
    taken_at: datetime | None
    shipments: list[ShipmentOut]


class PickupPage(BaseModel):
    items: list[PickupOut]
    has_more: bool
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


class PickupQuery(BaseModel):
    day: Day | None = Field(None, description="Only this day; else all days.")
    state: PickupState | None = None
    commune_code: CommuneCode | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20
    after: Cursor | None = Field(None, description="`next` of the page before.")

    def filters(self) -> dict[str, Any]:
        """Those that were given, by field."""
        wanted = {"day": self.day, "state": self.state, "commune_code": self.commune_code}
        return {name: value for name, value in wanted.items() if value is not None}

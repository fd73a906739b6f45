"""What is reported about parcels, and where they then stand."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from logistics.dispatch.enums import ParcelState
from logistics.partner_api.fields import STRICT, DedupeKey, Dong, Moment, Note, TrackingCode, Word

MOST_EVENTS: Final = 1000


class EventIn(BaseModel):
    """One report about one parcel."""

    model_config = STRICT

    tracking_code: TrackingCode
    code: Word = Field(
        description="pickup_failed, picked_up, in_transit, at_delivery_office, out_for_delivery,"
        " delivery_failed, refused, cod_collected, delivered, returning, returned, destroyed, damaged, lost."
        " Another code is kept, reported and looked at by staff."
    )
    occurred_at: Moment = Field(description="When it happened, by your clock, with its offset.")
    dedupe_key: DedupeKey = Field(
        description="Your own id of the event; the same key and time again is a repetition."
    )
    reason: Word | None = Field(None, description="For pickup_failed, delivery_failed and refused.")
    note: Note = ""
    amount_dong: Dong | None = Field(None, description="For cod_collected: what the courier took.")


class EventBatch(BaseModel):
    model_config = STRICT

    events: Annotated[list[EventIn], Field(min_length=1, max_length=MOST_EVENTS)]


class EventResult(BaseModel):
    """`stored`: applied. `duplicate`: known already. `kept`: in the log but not applied, `code` says why.
    `refused`: not kept, `code` says why."""

    index: int
    status: str
    code: str
    detail: str


class EventResults(BaseModel):
    stored: int
    duplicate: int
    kept: int
    refused: int
    items: list[EventResult]


class StepOut(BaseModel):
    code: str
    reason: str
    note: str
    amount_dong: int | None
    occurred_at: datetime
    received_at: datetime


class ParcelOut(BaseModel):
    """A parcel as its events leave it."""

    tracking_code: str
    shipment_key: str
    state: ParcelState
    state_since: datetime | None
    attempts: int
    held: bool
    cod_dong: int
    events: list[StepOut]

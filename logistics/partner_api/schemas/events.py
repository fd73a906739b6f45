"""What is reported about parcels, and where they then stand."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

from logistics.dispatch.enums import ParcelState
from logistics.partner_api.fields import (
    STRICT,
    Code,
    Count,
    DedupeKey,
    Dong,
    Instant,
    Key,
    Line,
    Long,
    Moment,
    Money,
    Note,
    TrackingCode,
    Word,
)

MOST_EVENTS: Final = 1000
MOST_STEPS: Final = 1000


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

    index: Count
    status: Code
    code: Code
    detail: Long


class EventResults(BaseModel):
    stored: Count
    duplicate: Count
    kept: Count
    refused: Count
    items: Annotated[list[EventResult], Field(max_length=MOST_EVENTS)]


class StepOut(BaseModel):
    code: Code
    reason: Code
    note: Line
    amount_dong: Money | None
    occurred_at: Instant
    received_at: Instant


class ParcelOut(BaseModel):
    """A parcel as its events leave it."""

    tracking_code: Code
    shipment_key: Key
    state: ParcelState
    state_since: Instant | None
    attempts: Count
    held: bool
    cod_dong: Money
    events: Annotated[list[StepOut], Field(max_length=MOST_STEPS)]

"""What goes in and out. `_dong` whole dong, `_g` grams, `_mm` millimetres, `_at` instants in UTC."""

from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field

from logistics.dispatch.enums import LineState, OnUndelivered, ParcelState, PickupState
from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import (
    STRICT,
    Clock,
    CommuneCode,
    Cursor,
    Day,
    DedupeKey,
    Dong,
    Moment,
    Note,
    RemittanceReference,
    Total,
    TrackingCode,
    Word,
)

MOST_EVENTS: Final = 1000
MOST_LINES: Final = 5000


class Me(BaseModel):
    """Whose token this is and what it may do."""

    carrier_code: str
    name: str
    scopes: list[Scope]


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


class LineIn(BaseModel):
    model_config = STRICT

    tracking_code: TrackingCode = Field(description="Any parcel of the shipment.")
    amount_dong: Dong = Field(description="Before your fee.")
    fee_dong: Dong = 0


class RemittanceIn(BaseModel):
    """A list of collected cash that you hand in."""

    model_config = STRICT

    reference: RemittanceReference = Field(description="Your own number of the list.")
    total_dong: Total = Field(description="The sum of all amounts; a list that does not add up is refused.")
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]


class LineOut(BaseModel):
    position: int
    tracking_code: str
    state: LineState
    amount_dong: int
    expected_dong: int | None


class RemittanceOut(BaseModel):
    """How each line stands: `matched`, or why not. What is not matched is looked at by staff."""

    key: str
    reference: str
    amount_dong: int
    fee_dong: int
    lines: list[LineOut]


class ProblemPointer(BaseModel):
    pointer: str | None = Field(None, description="JSON pointer into the body.")
    parameter: str | None = Field(None, description="Name of the query parameter.")
    detail: str


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    error_source: str
    request_id: str
    errors: list[ProblemPointer] = []

"""Stories and the clock of a sandbox."""

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field

from logistics.dispatch.enums import ParcelState
from logistics.partner_api.fields import STRICT, Code, Count, Dong, Instant, Key, Money, Short, whole
from logistics.partner_api.sandbox.clock import MOST_AHEAD
from logistics.partner_api.sandbox.stories import CASH_DONG

MOST_SECONDS: Final = int(MOST_AHEAD.total_seconds())
MagicNumber = Annotated[str, Field(max_length=10, pattern=r"^0[0-9]{9}$", examples=["0900000101"])]


class StoryStep(BaseModel):
    """What is told so many hours after the booking: codes of events in the order in which they are told, or
    what we do."""

    after_hours: float
    what: Annotated[list[Code], Field(max_length=100)]


class StoryOut(BaseModel):
    number: MagicNumber
    name: Short
    title: Short
    steps: Annotated[list[StoryStep], Field(max_length=100)]


class StoryList(BaseModel):
    items: Annotated[list[StoryOut], Field(max_length=1000)]


class SandboxShipmentIn(BaseModel):
    model_config = STRICT

    recipient_telephone: MagicNumber = Field(description="A magic number: see GET /sandbox/stories.")
    cod_dong: Dong = CASH_DONG


class PlayParcel(BaseModel):
    tracking_code: Code
    state: ParcelState


class SandboxShipmentOut(BaseModel):
    """The shipment as `GET /shipments/{key}` has it, in short; and when its story goes on."""

    shipment_key: Key
    pickup_key: Key
    story: Short
    cod_dong: Money
    parcels: Annotated[list[PlayParcel], Field(max_length=1000)]
    next_at: Instant | None = Field(description="By the sandbox's clock; null: it tells nothing more.")


class ClockIn(BaseModel):
    model_config = STRICT

    advance_seconds: Annotated[
        int, Field(ge=1, le=MOST_SECONDS, json_schema_extra={"format": "int32"}), BeforeValidator(whole)
    ] = Field(description="Forward only, and 60 days before our own clock at most.", examples=[86_400])


class ClockOut(BaseModel):
    """`told`: steps of stories that this request has brought about."""

    now: Instant
    ahead_seconds: Count
    told: Count
    next_at: Instant | None = Field(description="When the next step of any story is due.")

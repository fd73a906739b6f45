"""Cash on delivery that is handed in."""

from typing import Annotated, Final

from pydantic import BaseModel, Field

from logistics.dispatch.enums import LineState
from logistics.partner_api.fields import (
    STRICT,
    Code,
    Count,
    Cursor,
    Dong,
    Instant,
    Key,
    Money,
    RemittanceReference,
    Short,
    Total,
    TrackingCode,
)
from logistics.partner_api.pages import Paged

MOST_LINES: Final = 5000
MOST_KEPT_LINES: Final = 100_000  # staff load longer lists from files


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
    position: Count
    tracking_code: Code
    state: LineState
    amount_dong: Money
    expected_dong: Money | None


class RemittanceBrief(BaseModel):
    """A list that you handed in. `matched` of its `lines` are settled; the others are looked at by staff."""

    key: Key
    reference: Short
    amount_dong: Money
    fee_dong: Money
    received_at: Instant
    lines: Count
    matched: Count


class RemittancePage(BaseModel):
    items: Annotated[list[RemittanceBrief], Field(max_length=100)]
    has_more: bool
    next: Cursor | None


class LineQuery(Paged):
    state: LineState | None = Field(None, description="Only these; `matched` are settled.")


class LinePage(BaseModel):
    items: Annotated[list[LineOut], Field(max_length=100)]
    has_more: bool
    next: Cursor | None


class RemittanceOut(BaseModel):
    """How each line stands: `matched`, or why not. What is not matched is looked at by staff."""

    key: Key
    reference: Short
    amount_dong: Money
    fee_dong: Money
    lines: Annotated[list[LineOut], Field(max_length=MOST_KEPT_LINES)]

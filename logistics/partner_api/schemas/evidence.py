"""What is handed in beside events: proofs, temperatures; and what differs at a hand-over."""

import base64
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from logistics.dispatch.enums import ClaimKind, ClaimState, ProofKind, ScanResult
from logistics.partner_api.fields import (
    STRICT,
    Code,
    Count,
    Cursor,
    Day,
    Dong,
    Instant,
    Key,
    Long,
    Moment,
    Money,
    Note,
    OnDay,
    Short,
    TrackingCode,
    Word,
)
from logistics.partner_api.pages import Paged

MOST_LETTERS: Final = 1_400_000
Reference = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Answer = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
RecipientName = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


def _decoded(value: Any) -> bytes:
    """A text of any letters keeps to the contract; what is no base64 is no picture, and is told so."""
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        raise ValueError("base64 of a picture of at most 1 MB is needed")
    try:
        return base64.b64decode(value)
    except ValueError:
        return b""


Picture = Annotated[
    bytes,
    BeforeValidator(_decoded),
    WithJsonSchema({"type": "string", "format": "base64", "maxLength": MOST_LETTERS}),
]


class RefusePickupIn(BaseModel):
    model_config = STRICT

    reason: Word = Field(description="As in events: weather, not_ready …; another word counts as other.")
    note: Note = ""


class ReschedulePickupIn(RefusePickupIn):
    day: Day = Field(description="Today or within two weeks.")


class ManifestIn(BaseModel):
    """What you scanned when you took over parcels."""

    model_config = STRICT

    reference: Reference = Field(description="Your own number of the list.")
    pickup_key: Key | None = Field(None, description="Whose parcels were expected; none: nothing is missing.")
    scanned_at: Moment
    tracking_codes: Annotated[list[TrackingCode], Field(max_length=1000)]


class ManifestLineOut(BaseModel):
    position: Count
    tracking_code: Code
    result: ScanResult


class ManifestOut(BaseModel):
    """`handed_over` and `unexpected` are with you now; give back what is `held` or `cancelled`."""

    key: Key
    reference: Short
    scanned_at: Instant
    received_at: Instant
    counts: dict[str, Count]
    lines: Annotated[list[ManifestLineOut], Field(max_length=10000)]


class ManifestBrief(BaseModel):
    key: Key
    reference: Short
    scanned_at: Instant
    received_at: Instant


class ManifestPage(BaseModel):
    items: Annotated[list[ManifestBrief], Field(max_length=1000)]
    has_more: bool
    next: Cursor | None


class ProofIn(BaseModel):
    """A signature or a photo as base64 of a JPEG or PNG (1 MB at most), or the code that was told."""

    model_config = ConfigDict(extra="forbid")

    kind: ProofKind
    occurred_at: Moment
    recipient_name: RecipientName = ""
    picture: Picture | None = None
    code: Annotated[str, Field(max_length=6, pattern=r"^[0-9]{1,6}$")] | None = None


class ProofOut(BaseModel):
    key: Key
    kind: ProofKind
    occurred_at: Instant
    received_at: Instant


class SensorMetadata(BaseModel):
    """EPCIS 2.0. Members that we do not read may stand beside."""

    model_config = ConfigDict(populate_by_name=True)

    deviceID: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")] = ""
    time: Moment | None = None
    startTime: Moment | None = None
    endTime: Moment | None = None


Degrees = Annotated[float, Field(ge=-200, le=500, allow_inf_nan=False, strict=True)]


class SensorReport(BaseModel):
    """EPCIS 2.0: read are reports of the type Temperature in CEL or FAH; the others stand beside."""

    type: Annotated[str, Field(max_length=60)]
    value: Degrees | None = None
    minValue: Degrees | None = None
    maxValue: Degrees | None = None
    uom: Annotated[str, Field(max_length=10)] = "CEL"
    exception: Literal["ALARM_CONDITION", "ERROR_CONDITION"] | None = None
    booleanValue: bool | None = None


class SensorElement(BaseModel):
    sensorMetadata: SensorMetadata = Field(default_factory=SensorMetadata)
    sensorReport: Annotated[list[SensorReport], Field(min_length=1, max_length=50)]


class SensorEvent(BaseModel):
    """An ObjectEvent of EPCIS 2.0 with `sensorElementList`. Each EPC ends with a tracking code of ours."""

    type: Literal["ObjectEvent"]
    action: Literal["OBSERVE"]
    bizStep: Short = "sensor_reporting"
    eventTime: Moment
    eventTimeZoneOffset: Annotated[str, Field(max_length=6, pattern=r"^[+-][0-9]{2}:[0-9]{2}$")] = "+07:00"
    epcList: Annotated[
        list[Annotated[str, Field(max_length=200, pattern=r"^[\x21-\x7e]{4,200}$")]],
        Field(min_length=1, max_length=50),
    ]
    sensorElementList: Annotated[list[SensorElement], Field(min_length=1, max_length=50)]


class SensorEvents(BaseModel):
    events: Annotated[list[SensorEvent], Field(min_length=1, max_length=100)]


class ReadingResult(BaseModel):
    event: Count
    tracking_code: Code
    status: Code
    code: Code


class SensorResults(BaseModel):
    stored: Count
    duplicate: Count
    refused: Count
    items: Annotated[list[ReadingResult], Field(max_length=1000)]


class ClaimQuery(Paged):
    state: ClaimState | None = None


class ClaimOut(BaseModel):
    """What we claim from you. `minimum_dong`: four times the charge, Decree 47/2011, Art. 25."""

    key: Key
    shipment_key: Key
    kind: ClaimKind
    state: ClaimState
    description: Long
    claimed_dong: Money
    minimum_dong: Money
    accepted_dong: Money | None
    answer: Long
    filed_at: Instant
    answered_at: Instant | None
    pay_until: OnDay | None = Field(description="Thirty days after you accepted, Art. 26.")
    paid_at: Instant | None
    payment_reference: Short
    photos: Count = Field(description="How many there are: /claims/{key}/photos/1 and on.")


class ClaimPage(BaseModel):
    items: Annotated[list[ClaimOut], Field(max_length=1000)]
    has_more: bool
    next: Cursor | None


class AcceptClaimIn(BaseModel):
    model_config = STRICT

    amount_dong: Dong
    answer: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""


class RejectClaimIn(BaseModel):
    model_config = STRICT

    answer: Answer


class PayClaimIn(BaseModel):
    model_config = STRICT

    reference: Reference = Field(description="Of your payment.")

"""The plain values that go in and out of the operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Party:
    """A sender or a recipient. `telephone` is E.164. A recipient abroad has no commune, but a country (ISO
    3166-1), a city and a postal code.
    """

    name: str
    telephone: str
    commune_code: str
    address: str
    country: str = "VN"
    city: str = ""
    postal_code: str = ""


@dataclass(frozen=True, kw_only=True)
class BoxSpec:
    """One closed box as it stands on the scales: grams and millimetres."""

    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True, kw_only=True)
class GoodsSpec:
    """One kind of goods inside. `lot_reference` is the opaque reference of logistics.goods. Across a border
    it is declared with its HS code (six digits at least), its country of origin and how many pieces there
    are."""

    description: str
    commodity_code: str
    net_g: int
    value_dong: int
    lot_reference: str = ""
    hs_code: str = ""
    origin_country: str = ""
    pieces: int | None = None


@dataclass(frozen=True, kw_only=True)
class Booked:
    """The answer to a booking; the same for every repetition."""

    shipment_key: str
    tracking_codes: Sequence[str]
    handover_codes: Sequence[str]
    billed_dong: int
    promised_on: date
    pickup_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class IncomingEvent:
    """What a carrier reports about one parcel. `code` should be an enums.EventCode; any other is kept and
    queued. A `provisional` one (a courier's word before the carrier's system has confirmed it) is kept and
    shown to staff, and moves nothing."""

    tracking_code: str
    code: str
    occurred_at: datetime
    dedupe_key: str
    reason: str = ""
    note: str = ""
    amount_dong: int | None = None
    provisional: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemResult:
    """What became of one event of a batch. status: "stored" | "duplicate" | "kept" (in the log, but not
    applied; `code` says why: UNKNOWN_TRACKING_CODE, UNKNOWN_EVENT_CODE, SHIPMENT_HELD,
    SHIPMENT_CANCELLED, EVENT_IN_FUTURE, EVENT_BEFORE_BOOKING, AMOUNT_MISSING, PROVISIONAL,
    PARCEL_ARCHIVED) | "refused" (not
    kept: TIME_UNREADABLE, DEDUPE_KEY_REUSED)."""

    index: int
    status: str
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class RemittanceLineSpec:
    """Cash of one shipment, named by any of its tracking codes. `amount_dong` before the carrier's fee."""

    tracking_code: str
    amount_dong: int
    fee_dong: int = 0


@dataclass(frozen=True, kw_only=True)
class LineResult:
    """What became of one line: `state` is an enums.LineState; `expected_dong` is what was to come."""

    position: int
    tracking_code: str
    state: str
    amount_dong: int
    expected_dong: int | None


@dataclass(frozen=True, kw_only=True)
class RemittanceResult:
    key: str
    reference: str
    amount_dong: int
    fee_dong: int
    lines: Sequence[LineResult]


@dataclass(frozen=True, kw_only=True, slots=True)
class Temperature:
    """What one sensor measured over a span of time, in hundredths of a degree Celsius. `alarm`: it said so
    itself."""

    tracking_code: str
    device: str
    from_at: datetime
    until_at: datetime
    lowest_c: int
    highest_c: int
    alarm: bool = False


@dataclass(frozen=True, kw_only=True)
class Address:
    """Telephones are masked: whoever passes the box sees the label."""

    name: str
    telephone: str
    address: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """What stands on one box, in words."""

    carrier: str
    service: str
    tracking_code: str
    handover_code: str
    sender: Address
    recipient: Address
    cash: str  # "" when there is nothing to collect
    weight: str
    box: str
    goods: str
    dates: str
    undelivered: str
    chilled: bool

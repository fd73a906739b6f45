"""What pages and partners read."""

from dataclasses import dataclass
from datetime import date, datetime

from logistics.dispatch.models import Parcel, Pickup


@dataclass(frozen=True, kw_only=True)
class TrackingStep:
    """One line of the tracking page, oldest first."""

    tracking_code: str
    position: int
    code: str  # enums.EventCode, or "booked"
    label: str
    reason: str
    note: str
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashLine:
    reference: str
    tracking_code: str
    recipient_name: str
    due_dong: int
    collected_dong: int | None
    state: str
    collected_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CashOfDay:
    lines: list[CashLine]
    due_dong: int
    collected_dong: int
    remitted_dong: int


def tracking(*, reference: str) -> list[TrackingStep]:
    """The steps of a shipment, from the booking on; empty when nothing was booked under the reference."""
    raise NotImplementedError


def pickups_of_day(*, carrier_code: str, day: date, commune_code: str = "") -> list[Pickup]:
    """The day's pickups with their live shipments, parcels and goods prefetched
    (`pickup.shipments.all()`)."""
    raise NotImplementedError


def parcel_by_code(*, carrier_code: str, code: str, commune_code: str = "") -> Parcel:
    """By tracking code (scanned or typed, spaces and case do not matter) or by the short hand-over code
    of a box that waits in an open pickup of the commune. Raises UnknownParcel."""
    raise NotImplementedError


def cash_of_day(*, carrier_code: str, day: date, office_code: str = "") -> CashOfDay:
    """Cash collected on the local day, and cash still due of parcels delivered that day."""
    raise NotImplementedError

"""What carriers that we call bring about. Aggregate "carrier_booking", key = our reference of the parcel."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class CarrierEvent(Event):
    aggregate: ClassVar[str] = "carrier_booking"
    carrier_code: str


@dataclass(frozen=True, kw_only=True)
class CarrierBooked(CarrierEvent):
    """The carrier has taken the parcel into its books, under this number; told once."""

    waybill: str


@dataclass(frozen=True, kw_only=True)
class CarrierAlarmed(CarrierEvent):
    """A person must look. `kind` is an enums.Alarm; `words` are the carrier's own, or ours."""

    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class CarrierSpoke(Event):
    """A message was stored; whoever knows the parcels reads it (operations.reading)."""

    aggregate: ClassVar[str] = "carrier_message"
    carrier_code: str

"""What dispatch announces. Aggregate "shipment", key = shipment.key; `reference` is what the booker
called it.

The order in which one shipment announces (each at most once, never backwards; steps that a carrier did
not report are announced all the same before the step that implies them):

    ShipmentBooked
    -> ShipmentHandedOver + ShipmentBilled
    -> (ShipmentOutForDelivery(n) -> DeliveryFailed(n))*
    -> [ShipmentRefused] -> [ShipmentReturning]
    -> one of ShipmentDelivered, ShipmentReturned, ShipmentDestroyed, ShipmentDamaged, ShipmentLost

or ShipmentBooked -> ShipmentCancelled. ShipmentReturned always has ShipmentReturning before it;
ShipmentDestroyed need not. Nothing is delivered after ShipmentRefused or ShipmentReturning,
unless staff accept that it was (operations/late.py). CodCollected
and CodRemitted (in this order, each once) come at any time after ShipmentBooked, for shipments with cash
only. After an end nothing but cash is announced: what contradicts an earlier announcement waits in the
staff queue (models.Discrepancy).
"""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class ShipmentEvent(Event):
    """Base of all: `reference` is the opaque reference of the booking."""

    aggregate: ClassVar[str] = "shipment"
    reference: str


@dataclass(frozen=True, kw_only=True)
class ShipmentBooked(ShipmentEvent):
    informational: ClassVar[bool] = True
    carrier_code: str
    tracking_codes: list[str]
    promised_on: str  # ISO date


@dataclass(frozen=True, kw_only=True)
class ShipmentCancelled(ShipmentEvent):
    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class PickupFailed(ShipmentEvent):
    """The courier came in vain; the shipment stands in the pickup of the next day already."""

    informational: ClassVar[bool] = True
    reason: str
    next_pickup_on: str  # ISO date


@dataclass(frozen=True, kw_only=True)
class PickupMoved(ShipmentEvent):
    """The post office does not come as it was to: the shipment stands in the pickup of `pickup_on`."""

    informational: ClassVar[bool] = True
    reason: str
    pickup_on: str  # ISO date


@dataclass(frozen=True, kw_only=True)
class TemperatureAlarm(ShipmentEvent):
    """The goods were warmer or colder on the way than they bear; degrees in hundredths of one Celsius. At
    any time after ShipmentBooked."""

    tracking_code: str
    lowest_c: int
    highest_c: int
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentHandedOver(ShipmentEvent):
    """All boxes are with the carrier. `occurred_at` (ISO) of this and the following: when the carrier
    says it was."""

    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentBilled(ShipmentEvent):
    """What the carrier charges for the shipment, by its rate card at the gross weight; once, at the
    hand-over."""

    carrier_code: str
    billed_dong: int


@dataclass(frozen=True, kw_only=True)
class ShipmentOutForDelivery(ShipmentEvent):
    informational: ClassVar[bool] = True
    attempt: int
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(ShipmentEvent):
    reason: str  # enums.Reason
    attempt: int
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentRefused(ShipmentEvent):
    reason: str  # enums.Reason
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentReturning(ShipmentEvent):
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentDelivered(ShipmentEvent):
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentReturned(ShipmentEvent):
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentDestroyed(ShipmentEvent):
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentLost(ShipmentEvent):
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class ShipmentDamaged(ShipmentEvent):
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class CodCollected(ShipmentEvent):
    """The carrier has the cash. The amount equals what was to be collected, unless staff accepted a
    variance."""

    carrier_code: str
    amount_dong: int
    occurred_at: str


@dataclass(frozen=True, kw_only=True)
class CodRemitted(ShipmentEvent):
    """A line of the carrier's remittance was matched: `amount_dong` of this shipment, of which the
    carrier kept `fee_dong`; the money that reached the bank is the difference. `remittance` is the
    carrier's own reference. Told to the carrier; who keeps books hears CashHandedIn."""

    informational: ClassVar[bool] = True

    carrier_code: str
    amount_dong: int
    fee_dong: int
    remittance: str


@dataclass(frozen=True, kw_only=True)
class CashHandedIn(Event):
    """Lines of one remittance that were matched, for who keeps books: [reference of the booking, dong, fee],
    LINES_TOLD of them at most. A longer list announces several; a line that was matched later stands alone.
    The key is the remittance's, and the position of the first of them."""

    aggregate: ClassVar[str] = "remittance"
    carrier_code: str
    remittance: str
    lines: list[tuple[str, int, int]]

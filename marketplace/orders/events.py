"""What happened to an order. Aggregate "order", key = `Order.key`; `at` is the moment.

Money is dong, weights are grams, quantities are base units (grams or pieces).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OrderEvent(Event):
    aggregate: ClassVar[str] = "order"

    checkout_key: str
    household_key: str
    payment: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CardAwaited(OrderEvent):
    """The order waits 15 minutes for the buyer's card; the household is not told yet."""

    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderEvent):
    """The household can answer. For a card order this is the moment the card was authorised.

    `leads`: one order of the checkout does, so that the buyer gets one message and not three.
    """

    leads: bool = True


@dataclass(frozen=True, kw_only=True)
class OrderUnanswered(OrderEvent):
    """`reason` says the stage, one of `Urgency`."""


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderUnpacked(OrderEvent):
    """Accepted long ago and not packed. `reason` says the stage, one of `Urgency`."""


@dataclass(frozen=True, kw_only=True)
class OrderDeclined(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderTimedOut(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderEvent):
    """`reason` is one of `CancelReason`."""


@dataclass(frozen=True, kw_only=True)
class CardExpired(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderPacked(OrderEvent):
    """Weighed. An order that shares a parcel waits here until the parcel is closed."""


@dataclass(frozen=True, kw_only=True)
class SharedReady(OrderEvent):
    """Everything for the parcel that several share is weighed; told to the order whose household packs it."""


@dataclass(frozen=True, kw_only=True)
class PostageDivided(OrderEvent):
    """Another order of the shared parcel was called off: this one's part of the postage is now
    `postage_dong`, it was `before_dong`.
    """

    postage_dong: int = 0
    before_dong: int = 0


@dataclass(frozen=True, kw_only=True)
class BuyerAsked(OrderEvent):
    """A line weighs less than 90 % of what was ordered: the buyer may drop it within 2 hours."""


@dataclass(frozen=True, kw_only=True)
class OrderPriced(OrderEvent):
    """`packed_dong` goods as packed, `postage_dong` as shown at checkout, `agreed_dong` the most the buyer
    agreed to pay.
    """

    packed_dong: int = 0
    postage_dong: int = 0
    agreed_dong: int = 0


@dataclass(frozen=True, kw_only=True)
class BookingRefused(OrderEvent):
    """The carrier does not take the boxes as they are; staff book again. `reason` is the refusal's code."""


@dataclass(frozen=True, kw_only=True)
class OrderBooked(OrderEvent):
    """`reference` is the shipment's: `order:<key>#<n>`."""

    reference: str = ""
    promised_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class BookingWithdrawn(OrderEvent):
    """Staff took the booking back, to book another one."""

    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class OrderHandedOver(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderDeliveryFailed(OrderEvent):
    """`reason` is the carrier's; `attempt` counts from 1."""

    attempt: int = 0


@dataclass(frozen=True, kw_only=True)
class OrderTooWarm(OrderEvent):
    """A box was warmer or colder on the way than its goods bear; hundredths of one degree Celsius."""

    tracking_code: str = ""
    lowest_c: int = 0
    highest_c: int = 0


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderRefused(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderReturning(OrderEvent):
    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class OrderReturned(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderDestroyed(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderLost(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderDamaged(OrderEvent): ...


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(OrderEvent):
    """Staff gave money back. `amount_dong` of this refund; `reason` in the staff's words."""

    amount_dong: int = 0

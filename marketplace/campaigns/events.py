"""What happens to campaigns (aggregate "campaign") and to orders abroad (aggregate "order_abroad")."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class CampaignEvent(Event):
    aggregate: ClassVar[str] = "campaign"
    abstract: ClassVar[bool] = True
    informational: ClassVar[bool] = True

    at: datetime


@dataclass(frozen=True, kw_only=True)
class CampaignOpened(CampaignEvent):
    """Buyers may order."""


@dataclass(frozen=True, kw_only=True)
class CampaignClosed(CampaignEvent):
    """The cut-off has come and the minimum was reached."""

    paid_boxes: int


@dataclass(frozen=True, kw_only=True)
class CampaignCalledOff(CampaignEvent):
    """Everybody gets everything back; `reason` is a RefundReason."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class CampaignShipped(CampaignEvent):
    """Every order that is not called off has left the country."""


@dataclass(frozen=True, kw_only=True)
class CampaignDone(CampaignEvent):
    """Every one of them has arrived."""


@dataclass(frozen=True, kw_only=True)
class OrderAbroadEvent(Event):
    aggregate: ClassVar[str] = "order_abroad"
    abstract: ClassVar[bool] = True
    informational: ClassVar[bool] = True

    campaign_key: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderAbroadPlaced(OrderAbroadEvent):
    """Boxes are held until the card has paid or the time is over."""

    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class OrderAbroadPaid(OrderAbroadEvent):
    """The money was taken. Not told again when a cancelled consignment puts an order back into PAID."""


@dataclass(frozen=True, kw_only=True)
class OrderAbroadExpired(OrderAbroadEvent):
    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class OrderAbroadPooled(OrderAbroadEvent):
    """Packed into an export consignment."""

    consignment_key: str
    consignment_number: str


@dataclass(frozen=True, kw_only=True)
class OrderAbroadUnpooled(OrderAbroadEvent):
    """Its consignment was cancelled; it waits for the next."""

    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class OrderAbroadShipped(OrderAbroadEvent):
    """Its consignment is in the carrier's hands."""


@dataclass(frozen=True, kw_only=True)
class OrderAbroadDelivered(OrderAbroadEvent):
    """The sale is to be booked."""

    informational: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class OrderAbroadRefunding(OrderAbroadEvent):
    """Everything that was paid is on its way back; `reason` is a RefundReason."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderAbroadRefunded(OrderAbroadEvent):
    """The card's provider says that it has been given back."""

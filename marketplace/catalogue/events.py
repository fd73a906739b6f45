"""What happened in the catalogue. The aggregates are the listing and the photo, never the lot: one hot lot
must not be a queue.
"""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class ListingEvent(Event):
    aggregate: ClassVar[str] = "listing"
    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ListingPublished(ListingEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ListingSentToReview(ListingEvent):
    claims: list[str]


@dataclass(frozen=True, kw_only=True)
class ListingPaused(ListingEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class ListingUnpublished(ListingEvent):
    reason: str


@dataclass(frozen=True, kw_only=True)
class ListingEnded(ListingEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ListingPriceChanged(ListingEvent):
    unit_price: int


@dataclass(frozen=True, kw_only=True)
class PhotoUploaded(Event):
    """A worker makes the three sizes."""

    aggregate: ClassVar[str] = "photo"


@dataclass(frozen=True, kw_only=True)
class PhotoRemoved(Event):
    """Its files go: `original` by name ("" when there is none any more), the sizes by their base."""

    aggregate: ClassVar[str] = "photo"
    original: str
    base: str

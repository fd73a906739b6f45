"""Events come in: kept first, then the states of their shipments are derived anew."""

from collections.abc import Sequence
from datetime import datetime

from logistics.dispatch.values import IncomingEvent, ItemResult


def record_events(
    *, carrier_code: str, events: Sequence[IncomingEvent], actor: str = "", at: datetime
) -> list[ItemResult]:
    """Keep up to 1,000 events and derive what they change, in a fixed number of statements. `actor`
    defaults to "carrier:<code>". One result per event, in order; what cannot be applied is kept, reported
    and queued."""
    raise NotImplementedError


def hand_over(*, carrier_code: str, tracking_code: str, actor: str, at: datetime) -> None:
    """A parcel goes into the courier's hands (scanned at a page): a picked_up event. Raises ShipmentHeld,
    ShipmentIsCancelled, UnknownParcel; the event is not kept then. A second scan of the same parcel
    changes nothing."""
    raise NotImplementedError

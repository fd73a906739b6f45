"""What others tell: the card, the post's booking, the gate, the road."""

from datetime import datetime

from kernel.clock import now
from kernel.outbox import handles
from logistics.carriers.events import CarrierBooked
from logistics.dispatch import events as parcel
from logistics.paperwork.events import ConsignmentMoved
from marketplace.payments.events import CardCaptured
from marketplace.postal import operations
from marketplace.postal.enums import PostalState


@handles(CardCaptured)
def pay(event: CardCaptured) -> None:
    if operations.is_ours(event.checkout_key):
        operations.pay(key=event.checkout_key, at=now())


@handles(CarrierBooked)
def take_number(event: CarrierBooked) -> None:
    operations.take_number(tracking_code=event.aggregate_key, waybill=event.waybill, at=now())


@handles(ConsignmentMoved)
def follow_clearance(event: ConsignmentMoved) -> None:
    operations.follow_clearance(consignment_key=event.aggregate_key, state=event.new, at=now())


@handles(parcel.ShipmentHandedOver)
def hand_over(event: parcel.ShipmentHandedOver) -> None:
    operations.hand_over(reference=event.reference, at=_moment(event.occurred_at))


@handles(parcel.ShipmentDelivered)
def deliver(event: parcel.ShipmentDelivered) -> None:
    _end(event.reference, PostalState.DELIVERED, event.occurred_at)


@handles(parcel.ShipmentReturned)
def end_returned(event: parcel.ShipmentReturned) -> None:
    _end(event.reference, PostalState.RETURNED, event.occurred_at)


@handles(parcel.ShipmentDestroyed)
def end_destroyed(event: parcel.ShipmentDestroyed) -> None:
    _end(event.reference, PostalState.DESTROYED, event.occurred_at)


@handles(parcel.ShipmentLost)
def end_lost(event: parcel.ShipmentLost) -> None:
    _end(event.reference, PostalState.LOST, event.occurred_at)


@handles(parcel.ShipmentDamaged)
def end_damaged(event: parcel.ShipmentDamaged) -> None:
    _end(event.reference, PostalState.DAMAGED, event.occurred_at)


def _end(reference: str, to: PostalState, occurred_at: str) -> None:
    operations.end_by_carrier(reference=reference, to=to, at=_moment(occurred_at))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

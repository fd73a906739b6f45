"""What follows from what happened: messages, the booking, the card; and the carrier's news, turned into the
order's own.
"""

from datetime import datetime

from kernel.clock import now
from kernel.outbox import handles
from logistics.dispatch import events as parcel
from marketplace.orders import events, messages
from marketplace.orders.enums import CancelReason, Payment, State
from marketplace.orders.operations import booking, card, carriage, shared
from marketplace.payments import events as money


@handles(*messages.LETTERS)
def write_letters(event: events.OrderEvent) -> None:
    messages.write_letters(event, at=now())


@handles(events.OrderPriced)
def book_parcel(event: events.OrderPriced) -> None:
    booking.book(order_key=event.aggregate_key, checkout_key=event.checkout_key, at=now())


@handles(
    events.OrderPacked,
    events.OrderDeclined,
    events.OrderTimedOut,
    events.OrderCancelled,
    events.CardExpired,
)
def look_after_shared_parcel(event: events.OrderEvent) -> None:
    shared.look_after(order_key=event.aggregate_key, checkout_key=event.checkout_key, at=now())


@handles(
    events.OrderPriced,
    events.OrderDeclined,
    events.OrderTimedOut,
    events.OrderCancelled,
    events.CardExpired,
    events.OrderReturned,
    events.OrderDestroyed,
    events.OrderLost,
    events.OrderDamaged,
    events.OrderRefunded,
)
def settle_card(event: events.OrderEvent) -> None:
    if event.payment == Payment.CARD:
        card.settle_card(checkout_key=event.checkout_key, at=now())


@handles(money.CardAuthorised)
def authorise(event: money.CardAuthorised) -> None:
    if card.is_ours(event.checkout_key):
        card.authorise(checkout_key=event.checkout_key, at=now())


@handles(money.CardCaptured)
def release_parcels(event: money.CardCaptured) -> None:
    if card.is_ours(event.checkout_key):
        card.release_parcels(checkout_key=event.checkout_key, at=now())


@handles(money.CardCaptureRefused)
def give_up_refused_card(event: money.CardCaptureRefused) -> None:
    if card.is_ours(event.checkout_key):
        card.give_up_card(checkout_key=event.checkout_key, why=CancelReason.CARD_REFUSED, at=now())


@handles(money.CardCancelled, money.CardAuthorisationEnded)
def give_up_ended_card(event: money.CardEvent) -> None:
    if card.is_ours(event.checkout_key):
        card.give_up_card(checkout_key=event.checkout_key, why=CancelReason.AUTHORISATION_ENDED, at=now())


@handles(money.CardAuthorisationEnding)
def capture_before_end(event: money.CardAuthorisationEnding) -> None:
    if card.is_ours(event.checkout_key):
        card.capture_before_end(checkout_key=event.checkout_key, at=now())


@handles(parcel.ShipmentHandedOver)
def hand_over(event: parcel.ShipmentHandedOver) -> None:
    carriage.hand_over(reference=event.reference, at=_moment(event.occurred_at))


@handles(parcel.DeliveryFailed)
def fail_delivery(event: parcel.DeliveryFailed) -> None:
    carriage.fail_delivery(
        reference=event.reference,
        reason=event.reason,
        attempt=event.attempt,
        at=_moment(event.occurred_at),
    )


@handles(parcel.TemperatureAlarm)
def tell_of_warmth(event: parcel.TemperatureAlarm) -> None:
    carriage.tell_of_warmth(
        reference=event.reference,
        tracking_code=event.tracking_code,
        lowest_c=event.lowest_c,
        highest_c=event.highest_c,
        at=_moment(event.occurred_at),
    )


@handles(parcel.ShipmentRefused)
def refuse(event: parcel.ShipmentRefused) -> None:
    carriage.refuse(reference=event.reference, reason=event.reason, at=_moment(event.occurred_at))


@handles(parcel.ShipmentReturning)
def send_back(event: parcel.ShipmentReturning) -> None:
    carriage.send_back(reference=event.reference, at=_moment(event.occurred_at))


@handles(parcel.ShipmentDelivered)
def deliver(event: parcel.ShipmentDelivered) -> None:
    carriage.deliver(reference=event.reference, at=_moment(event.occurred_at))


@handles(parcel.ShipmentReturned)
def end_returned(event: parcel.ShipmentReturned) -> None:
    carriage.end_undelivered(reference=event.reference, to=State.RETURNED, at=_moment(event.occurred_at))


@handles(parcel.ShipmentDestroyed)
def end_destroyed(event: parcel.ShipmentDestroyed) -> None:
    carriage.end_undelivered(reference=event.reference, to=State.DESTROYED, at=_moment(event.occurred_at))


@handles(parcel.ShipmentLost)
def end_lost(event: parcel.ShipmentLost) -> None:
    carriage.end_by_carriers_fault(reference=event.reference, to=State.LOST, at=_moment(event.occurred_at))


@handles(parcel.ShipmentDamaged)
def end_damaged(event: parcel.ShipmentDamaged) -> None:
    carriage.end_by_carriers_fault(reference=event.reference, to=State.DAMAGED, at=_moment(event.occurred_at))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

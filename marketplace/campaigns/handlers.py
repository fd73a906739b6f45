"""What follows from the news of cards and of consignments. Each asks whether it is about an order or a
consignment of a campaign: other rooms hear the same events.
"""

from kernel.clock import now
from kernel.outbox import handles
from logistics.paperwork.events import ConsignmentMoved
from marketplace.campaigns.events import OrderAbroadDelivered
from marketplace.campaigns.operations import card, following, selling
from marketplace.payments import events as money


@handles(money.CardCaptured)
def take_payment(event: money.CardCaptured) -> None:
    card.take_payment(order_key=event.checkout_key, at=now())


@handles(money.CardRefused)
def note_refusal(event: money.CardRefused) -> None:
    card.note_refusal(order_key=event.checkout_key, reason=event.reason)


@handles(money.CardCaptureRefused, money.CardCancelled, money.CardAuthorisationEnded)
def give_up_payment(event: money.CardEvent) -> None:
    card.give_up_payment(order_key=event.checkout_key, at=now())


@handles(money.CardRefunded)
def note_refunded(event: money.CardRefunded) -> None:
    card.note_refunded(order_key=event.checkout_key, reference=event.reference, at=now())


@handles(money.CardRefundFailed)
def note_refund_failed(event: money.CardRefundFailed) -> None:
    card.note_refund_failed(order_key=event.checkout_key, at=now())


@handles(ConsignmentMoved)
def move_orders(event: ConsignmentMoved) -> None:
    following.moved(consignment_key=event.aggregate_key, new=event.new, at=event.occurred_at)


@handles(OrderAbroadDelivered)
def book_sale(event: OrderAbroadDelivered) -> None:
    selling.book_sale(order_key=event.aggregate_key, at=event.at)

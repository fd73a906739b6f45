"""The buyer's card: opened while they wait, taken at once; what its news does to the order."""

from datetime import datetime

from django.db import transaction

from marketplace.campaigns.enums import AbroadState, CampaignState, RefundReason
from marketplace.campaigns.models import Campaign, OrderAbroad
from marketplace.campaigns.operations.placing import take_boxes
from marketplace.campaigns.operations.refunding import begin_refunds, expire
from marketplace.campaigns.queries import order_by_link
from marketplace.campaigns.refusals import CampaignSoldOut, OrderAbroadClosed
from marketplace.campaigns.states import SYSTEM, lock_campaign_of, lock_orders, move_orders
from marketplace.payments import cards
from marketplace.payments.cards import CardIntent
from marketplace.payments.enums import Capture


def open_card_abroad(*, token: str, at: datetime) -> CardIntent:
    """The one intent of an order, for all of it in its currency; asking again gives the same. Outside a
    transaction. OrderAbroadClosed once it does not wait for a payment.
    """
    order = order_by_link(token=token)
    if order.state != AbroadState.UNPAID or order.expires_at <= at:
        raise OrderAbroadClosed
    return cards.open_intent(
        checkout_key=order.key,
        amount=order.amount,
        currency=order.currency,
        capture=Capture.AT_ONCE,
        shares={order.reference: order.amount},
        at=at,
    )


@transaction.atomic
def take_payment(*, order_key: str, at: datetime) -> None:
    """The money was taken. After the time to pay was over it takes boxes again while there are any, or goes
    back in full. Nothing for the key of another room's checkout, or a second time.
    """
    campaign = lock_campaign_of(order_key)
    for order in lock_orders(campaign, key=order_key) if campaign else ():
        if order.state == AbroadState.EXPIRED and not _takes_again(order.campaign, order, at=at):
            order.paid_at = at
            begin_refunds(order.campaign, [order], reason=RefundReason.PAID_TOO_LATE, at=at)
        elif order.state in (AbroadState.UNPAID, AbroadState.EXPIRED):
            order.paid_at, order.card_refusal = at, ""
            move_orders([order], AbroadState.PAID, actor=SYSTEM, columns=["paid_at", "card_refusal"], at=at)


def _takes_again(campaign: Campaign, order: OrderAbroad, *, at: datetime) -> bool:
    if campaign.state != CampaignState.OPEN or campaign.cut_off_at <= at:
        return False
    try:
        take_boxes(campaign, order.boxes)
    except CampaignSoldOut:
        return False
    return True


def note_refusal(*, order_key: str, reason: str) -> None:
    """One attempt was refused; the buyer may try another card until the time is over."""
    waiting = OrderAbroad.objects.filter(key=order_key, state=AbroadState.UNPAID)
    waiting.update(card_refusal=reason[:64])


@transaction.atomic
def give_up_payment(*, order_key: str, at: datetime) -> None:
    """The payment was closed at the provider, and nothing will be taken."""
    campaign = lock_campaign_of(order_key)
    if campaign is not None:
        expire(campaign, lock_orders(campaign, key=order_key, state=AbroadState.UNPAID), at=at)


@transaction.atomic
def note_refunded(*, order_key: str, reference: str, at: datetime) -> None:
    """Our own refund has been made; a refund that somebody made elsewhere changes no state."""
    campaign = lock_campaign_of(order_key)
    for order in lock_orders(campaign, key=order_key, state=AbroadState.REFUNDING) if campaign else ():
        if reference == order.refund_reference:
            order.refund_failed_at = None
            move_orders([order], AbroadState.REFUNDED, actor=SYSTEM, columns=["refund_failed_at"], at=at)


def note_refund_failed(*, order_key: str, at: datetime) -> None:
    """Staff must find another way."""
    owed = OrderAbroad.objects.filter(key=order_key, state=AbroadState.REFUNDING)
    owed.update(refund_failed_at=at)

"""What staff do by hand: cancel, give money back, book again."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from kernel.errors import JSON
from kernel.idempotency.operations import run_once
from kernel.money import format_dong
from kernel.text import tidy_line
from logistics.carriers.queries import service
from logistics.dispatch.values import Booked
from marketplace.orders.enums import BEFORE_HAND_OVER, BEFORE_PRICING, CancelReason, Payment, State
from marketplace.orders.events import BookingWithdrawn, OrderBooked, OrderRefunded
from marketplace.orders.models import Order
from marketplace.orders.operations.booking import call_post, keep_booking, lock_parcel
from marketplace.orders.operations.calling_off import call_off
from marketplace.orders.operations.card import card_due
from marketplace.orders.refusals import (
    FieldMissing,
    NotBookable,
    NotCancellable,
    RefundTooMuch,
    TextTooLong,
)
from marketplace.orders.rules import check_staff
from marketplace.orders.states import Doer, lock_checkout, lock_order, tell
from marketplace.payments.enums import Bearer
from marketplace.payments.operations import record_refund
from marketplace.people.rules import Person

LONGEST_REASON = 200
PAID_ENDS = frozenset({State.DELIVERED, State.RETURNED, State.DESTROYED})
"""A card keeps goods and postage of the first, and the postage of the others."""


@transaction.atomic
def cancel(*, person: Person, order_key: str, reason: str, at: datetime) -> Order:
    """Call an order off at any time before the post has it. Stock and money come back, a booking is
    withdrawn. Once the parcel that it shares is closed, all that is in it goes with it.
    """
    check_staff(person)
    reason = _reason(reason)
    orders = lock_parcel(Q(key=order_key))
    order = next(one for one in orders if one.key == order_key)
    if order.state == State.CANCELLED:
        return order
    if order.state not in BEFORE_HAND_OVER:
        raise NotCancellable(state=order.state, state_text=order.get_state_display())
    off = [order] if order.state in BEFORE_PRICING else orders
    call_off(off, State.CANCELLED, doer=Doer(person.actor), at=at, why=CancelReason.STAFF, words=reason)
    return order


def refund(
    *,
    person: Person,
    order_key: str,
    amount_dong: int,
    reason: str,
    request_key: str,
    borne_by: Bearer = Bearer.PLATFORM,
    at: datetime,
) -> Order:
    """Give `amount_dong` of a paid order back, out of the pocket of `borne_by`.

    A card is refunded by the provider; a buyer who paid cash is owed the sum until staff record the bank
    transfer (payments.record_bank_refund). `request_key` makes a doubled click one refund.
    """
    check_staff(person)
    reason = _reason(reason)
    request: dict[str, JSON] = {"amount": amount_dong, "reason": reason, "borne_by": borne_by.value}

    def run() -> JSON:
        _refund(
            order_key=order_key,
            doer=Doer(person.actor),
            amount_dong=amount_dong,
            reason=reason,
            request_key=request_key,
            borne_by=borne_by,
            at=at,
        )
        return None

    run_once(scope=f"orders.refund:{order_key}", key=request_key, request=request, run=run)
    return Order.objects.get(key=order_key)


def _refund(
    *,
    order_key: str,
    doer: Doer,
    amount_dong: int,
    reason: str,
    request_key: str,
    borne_by: Bearer,
    at: datetime,
) -> None:
    order = lock_order(Q(key=order_key))
    at_most = refundable(order)
    if not 0 < amount_dong <= at_most:
        raise RefundTooMuch(at_most=at_most, at_most_text=format_dong(at_most))
    record_refund(
        reference=order.subject,
        refund_reference=f"{order.subject}#refund:{_short(request_key)}",
        amount_dong=amount_dong,
        borne_by=borne_by,
        at=at,
    )
    tell(
        order,
        OrderRefunded,
        doer=doer,
        at=at,
        reason=reason,
        facts={"amount_dong": amount_dong},
        refunded_dong=order.refunded_dong + amount_dong,
    )


def _short(request_key: str) -> str:
    """The ledger's references are shorter than a client's key may be."""
    return hashlib.sha256(request_key.encode()).hexdigest()[:32]


def refundable(order: Order) -> int:
    """What the buyer has paid and not got back (dong). What is not over is cancelled."""
    if order.payment == Payment.CARD:
        # `card_dong` follows when the relay has settled the card; until then `card_due` knows of it alone
        return min(order.card_dong or 0, card_due(order)) if order.state in PAID_ENDS else 0
    return order.charged_dong - order.refunded_dong if order.state == State.DELIVERED else 0


@transaction.atomic
def book_again(*, person: Person, order_key: str, service_code: str, at: datetime) -> Order:
    """Book another service, before hand-over: after a carrier's refusal, or instead of the booking there is.

    The buyer's postage stays what checkout showed; the difference goes to the account postage difference.
    Of a parcel that several share, any of them names it.
    """
    check_staff(person)
    chosen = service(service_code)
    found = Order.objects.select_related("checkout").filter(key=order_key).first()
    if found is not None:
        lock_checkout(key=found.checkout.key)
    orders = lock_parcel(Q(key=order_key))
    order = next(one for one in orders if one.key == order_key)
    if order.state not in (State.PRICED, State.BOOKED):
        raise NotBookable(state=order.state, state_text=order.get_state_display())
    old_reference = order.booking_reference
    for one in orders:
        one.service_code, one.service_name = chosen.code, chosen.name
        one.carrier_code = chosen.carrier_code
    instead_of = old_reference if order.state == State.BOOKED else ""
    booked = call_post(orders, instead_of=instead_of, at=at)
    for one in orders:
        _rebook(one, booked, old_reference, doer=Doer(person.actor), at=at)
    return order


def _rebook(order: Order, booked: Booked, old_reference: str, *, doer: Doer, at: datetime) -> None:
    changes: dict[str, Any] = {
        "service_code": order.service_code,
        "service_name": order.service_name,
        "carrier_code": order.carrier_code,
        "arrives_on": booked.promised_on,
    }
    if order.state == State.PRICED:
        Order.objects.filter(pk=order.pk).update(**changes)
        keep_booking(order, booked, doer=doer, at=at)
        return
    tell(order, BookingWithdrawn, doer=doer, at=at, reason=old_reference)
    number = order.bookings + 1
    facts = {"reference": order.reference_of_booking(number), "promised_on": booked.promised_on}
    tell(order, OrderBooked, doer=doer, at=at, facts=facts, bookings=number, booking_refusal="", **changes)


def _reason(text: str) -> str:
    """Staff say why: the buyer and the household read it."""
    reason = tidy_line(text)
    if not reason:
        raise FieldMissing(field="reason")
    if len(reason) > LONGEST_REASON:
        raise TextTooLong(field="reason", limit=LONGEST_REASON)
    return reason

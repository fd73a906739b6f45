"""News of the parcel, as dispatch tells it: what becomes of the order, its stock and the money.

docs/orders.md has the table: event, state, stock, ledger, who pays the postage, who is told.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from marketplace.catalogue.stock import take
from marketplace.orders.enums import CALLED_OFF, ENDS, Payment, State
from marketplace.orders.events import OrderTooWarm
from marketplace.orders.models import Order, OrderHistory, OrderLine
from marketplace.orders.operations.calling_off import references_of
from marketplace.orders.states import Doer, lock_order, lock_shared, move, tell
from marketplace.payments.enums import PaidBy, Road
from marketplace.payments.operations import record_carrier_fault, record_sale, record_undelivered
from marketplace.payments.rates import Rates, SaleLine

_OURS, _SHARED = "order:", "shared:"


def order_key_of(reference: str) -> str:
    """ "order:<key>#<n>" → "<key>"."""
    return reference.removeprefix(_OURS).partition("#")[0]


@transaction.atomic
def hand_over(*, reference: str, at: datetime) -> None:
    """The goods have left the farm; also where later news was handled before this."""
    orders = _orders(reference)
    for order in orders:
        if order.state == State.BOOKED:
            move(order, State.HANDED_OVER, doer=_carrier(order), at=at)
    if orders:
        take(references=references_of(*orders), at=at)


@transaction.atomic
def fail_delivery(*, reference: str, reason: str, attempt: int, at: datetime) -> None:
    for order in _orders(reference):
        if not _overtaken(order, State.DELIVERY_FAILED):
            facts = {"attempt": attempt}
            move(order, State.DELIVERY_FAILED, doer=_carrier(order), at=at, reason=reason, facts=facts)


@transaction.atomic
def tell_of_warmth(
    *, reference: str, tracking_code: str, lowest_c: int, highest_c: int, at: datetime
) -> None:
    """Once a box and alarm; dispatch tells the next of a box when staff have closed the one before. Goods
    that nobody has to eat any more (returned, lost, damaged, destroyed) worry nobody; delivered ones do."""
    alarm = f"{tracking_code} {at.isoformat()}"
    facts = {"tracking_code": tracking_code, "lowest_c": lowest_c, "highest_c": highest_c}
    for order in _orders(reference):
        if order.state in ENDS - {State.DELIVERED}:
            continue
        if not OrderHistory.objects.filter(order=order, reason=alarm).exists():
            tell(order, OrderTooWarm, doer=_carrier(order), at=at, reason=alarm, facts=facts)


@transaction.atomic
def refuse(*, reference: str, reason: str, at: datetime) -> None:
    """The buyer did not take it; nothing is settled before it is known where the goods end."""
    _move(reference, State.REFUSED, at=at, reason=reason)


@transaction.atomic
def send_back(*, reference: str, at: datetime) -> None:
    _move(reference, State.RETURNING, at=at)


@transaction.atomic
def deliver(*, reference: str, at: datetime) -> None:
    """Goods as packed and the postage that checkout showed become a sale, order by order."""
    for order in _move(reference, State.DELIVERED, at=at, delivered_at=at):
        record_sale(
            reference=order.subject,
            household_key=order.household_key,
            lines=_sale_lines(order),
            postage_dong=order.postage_dong,
            farm_postage_dong=order.farm_postage_dong,
            paid_by=_paid_by(order),
            carrier_code=order.carrier_code,
            at=at,
        )


@transaction.atomic
def end_undelivered(*, reference: str, to: State, at: datetime) -> None:
    """RETURNED or DESTROYED: no goods are charged. A card keeps the postage of the way that was made for
    its buyer.
    """
    for order in _move(reference, to, at=at):
        record_undelivered(
            reference=order.subject,
            road=Road(to.value),
            household_key=order.household_key,
            paid_by=_paid_by(order),
            carrier_code=order.carrier_code,
            postage_kept_dong=order.postage_dong if order.payment == Payment.CARD else 0,
            at=at,
        )


@transaction.atomic
def end_by_carriers_fault(*, reference: str, to: State, at: datetime) -> None:
    """LOST or DAMAGED: the carrier pays each household for its goods; the buyer pays nothing at all."""
    for order in _move(reference, to, at=at):
        record_carrier_fault(
            reference=order.subject,
            road=Road(to.value),
            household_key=order.household_key,
            goods_dong=order.packed_dong or 0,
            paid_by=_paid_by(order),
            carrier_code=order.carrier_code,
            at=at,
        )


def _move(reference: str, to: State, *, at: datetime, reason: str = "", **changes: Any) -> list[Order]:
    """The orders that moved; none for news of a booking that was withdrawn, and for news heard before.

    What contradicts an end raises ForbiddenMove: the event then waits for staff among the dead letters.
    """
    moved = [order for order in _orders(reference) if order.state != to and not _overtaken(order, to)]
    for order in moved:
        move(order, to, doer=_carrier(order), at=at, reason=reason, **changes)
    return moved


_ON_THE_WAY = (State.DELIVERY_FAILED, State.REFUSED, State.RETURNING)
"""Stations that later news may overtake: each handler has a queue of its own, and one of them may have had to
wait. dispatch tells them in their order and never after an end, so what comes late is true and past."""


def _overtaken(order: Order, to: State) -> bool:
    if to not in _ON_THE_WAY:
        return False
    later = _ON_THE_WAY[_ON_THE_WAY.index(to) + 1 :]
    return order.state in later or order.state in ENDS - CALLED_OFF


def _orders(reference: str) -> list[Order]:
    """Those in the booking, locked by id: one, or all that share the parcel. None of a booking that was
    replaced, and of a sandbox's.
    """
    name = reference.partition("#")[0]
    if name.startswith(_OURS):
        orders = [lock_order(Q(key=name.removeprefix(_OURS)))]
    elif name.startswith(_SHARED):
        orders = lock_shared(key=name.removeprefix(_SHARED))
    else:
        return []
    return [order for order in orders if order.booking_reference == reference]


def _carrier(order: Order) -> Doer:
    return Doer(f"carrier:{order.carrier_code}")


def _paid_by(order: Order) -> PaidBy:
    return PaidBy(order.payment)


def _sale_lines(order: Order) -> list[SaleLine]:
    rows = OrderLine.objects.filter(order=order, packed_dong__gt=0).order_by("position")
    return [
        SaleLine(
            row.packed_dong or 0,
            Rates(commission_ppm=row.commission_ppm, vat_ppm=row.vat_ppm, pit_ppm=row.pit_ppm),
        )
        for row in rows
    ]

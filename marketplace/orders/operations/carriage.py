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
from marketplace.orders.states import Doer, lock_order, move, tell
from marketplace.payments.enums import PaidBy, Road
from marketplace.payments.operations import record_carrier_fault, record_sale, record_undelivered
from marketplace.payments.rates import Rates, SaleLine

_OURS = "order:"


def order_key_of(reference: str) -> str:
    """ "order:<key>#<n>" → "<key>"."""
    return reference.removeprefix(_OURS).partition("#")[0]


@transaction.atomic
def hand_over(*, reference: str, at: datetime) -> None:
    """The goods have left the farm; also where later news was handled before this."""
    order = _order(reference)
    if order is None:
        return
    if order.state == State.BOOKED:
        move(order, State.HANDED_OVER, doer=_carrier(order), at=at)
    take(references=references_of(order), at=at)


@transaction.atomic
def fail_delivery(*, reference: str, reason: str, attempt: int, at: datetime) -> None:
    order = _order(reference)
    if order is not None and not _overtaken(order, State.DELIVERY_FAILED):
        facts = {"attempt": attempt}
        move(order, State.DELIVERY_FAILED, doer=_carrier(order), at=at, reason=reason, facts=facts)


@transaction.atomic
def tell_of_warmth(
    *, reference: str, tracking_code: str, lowest_c: int, highest_c: int, at: datetime
) -> None:
    """Once a box and alarm; dispatch tells the next of a box when staff have closed the one before. Goods
    that nobody has to eat any more (returned, lost, damaged, destroyed) worry nobody; delivered ones do."""
    order = _order(reference)
    if order is None or order.state in ENDS - {State.DELIVERED}:
        return
    alarm = f"{tracking_code} {at.isoformat()}"
    if OrderHistory.objects.filter(order=order, reason=alarm).exists():
        return
    facts = {"tracking_code": tracking_code, "lowest_c": lowest_c, "highest_c": highest_c}
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
    """Goods as packed and the postage that checkout showed become a sale."""
    order = _move(reference, State.DELIVERED, at=at, delivered_at=at)
    if order is not None:
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
    order = _move(reference, to, at=at)
    if order is not None:
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
    """LOST or DAMAGED: the carrier pays the household for the goods; the buyer pays nothing at all."""
    order = _move(reference, to, at=at)
    if order is not None:
        record_carrier_fault(
            reference=order.subject,
            road=Road(to.value),
            household_key=order.household_key,
            goods_dong=order.packed_dong or 0,
            paid_by=_paid_by(order),
            carrier_code=order.carrier_code,
            at=at,
        )


def _move(reference: str, to: State, *, at: datetime, reason: str = "", **changes: Any) -> Order | None:
    """The order if it moved; None for news of a booking that was withdrawn, and for news heard before.

    What contradicts an end raises ForbiddenMove: the event then waits for staff among the dead letters.
    """
    order = _order(reference)
    if order is None or order.state == to or _overtaken(order, to):
        return None
    move(order, to, doer=_carrier(order), at=at, reason=reason, **changes)
    return order


_ON_THE_WAY = (State.DELIVERY_FAILED, State.REFUSED, State.RETURNING)
"""Stations that later news may overtake: each handler has a queue of its own, and one of them may have had to
wait. dispatch tells them in their order and never after an end, so what comes late is true and past."""


def _overtaken(order: Order, to: State) -> bool:
    if to not in _ON_THE_WAY:
        return False
    later = _ON_THE_WAY[_ON_THE_WAY.index(to) + 1 :]
    return order.state in later or order.state in ENDS - CALLED_OFF


def _order(reference: str) -> Order | None:
    if not reference.startswith(_OURS):
        return None  # a sandbox's
    order = lock_order(Q(key=order_key_of(reference)))
    return order if order.booking_reference == reference else None


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

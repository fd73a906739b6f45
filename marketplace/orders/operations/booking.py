"""Calling the post, with the weight on the scales and the money that is really to be collected."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kernel.clock import local_day
from kernel.errors import NotFound, Refusal
from kernel.money import spread
from logistics.dispatch.enums import OnUndelivered
from logistics.dispatch.operations import book_shipment
from logistics.dispatch.values import Booked, BoxSpec, GoodsSpec, Party
from marketplace.catalogue.enums import ReservationState
from marketplace.catalogue.models import StockReservation
from marketplace.orders.enums import LineState, Payment, State
from marketplace.orders.events import BookingRefused
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.states import SYSTEM, Doer, left_of, lock_checkout, lock_fellows, move, tell
from marketplace.payments.operations import Part, share_booking

LONGEST_DESCRIPTION = 200


@transaction.atomic
def book(*, order_key: str, checkout_key: str, at: datetime) -> Order:
    """Book the parcel of a priced order; an order that is not waiting for it any more is left alone. Orders
    that share a parcel are booked with the one that packs it, together and once.

    When the carrier refuses, the order stays priced, says why, and waits for staff. The checkout is locked
    first: a capture that comes at the same moment either sees this booking and releases it, or has made it
    released already.
    """
    lock_checkout(key=checkout_key)
    orders = lock_parcel(Q(key=order_key))
    order = orders[0]
    if order.key != order_key or order.state != State.PRICED:
        return order
    try:
        with transaction.atomic():
            booked = call_post(orders, at=at)
    except Refusal as refusal:
        for one in orders:
            tell(one, BookingRefused, doer=SYSTEM, at=at, reason=refusal.text, booking_refusal=refusal.code)
        return order
    for one in orders:
        keep_booking(one, booked, doer=SYSTEM, at=at)
    return order


def lock_parcel(rows: Q) -> list[Order]:
    """The order that matches with those in its parcel, locked by id; first the one that packs it. The order
    alone where it has been called off, or shares with nobody. NotFound.
    """
    found = Order.objects.filter(rows).first()
    if found is None:
        raise NotFound
    orders = lock_fellows(found)
    left = left_of(orders)
    if any(order.pk == found.pk for order in left):
        return left
    return [order for order in orders if order.pk == found.pk]


def keep_booking(order: Order, booked: Booked, *, doer: Doer, at: datetime) -> None:
    number = order.bookings + 1
    facts = {"reference": order.reference_of_booking(number), "promised_on": booked.promised_on}
    move(order, State.BOOKED, doer=doer, at=at, facts=facts, bookings=number, booking_refusal="")


def call_post(orders: Sequence[Order], *, instead_of: str = "", at: datetime) -> Booked:
    """Book one parcel for `orders`, the first of which packs it, under its next reference; `instead_of` the
    booking of that reference. Raises dispatch's BookingRefused."""
    host = orders[0]
    reference = host.reference_of_booking(host.bookings + 1)
    booked = book_shipment(
        reference=reference,
        service_code=host.service_code,
        sender=_sender(host),
        recipient=_recipient(host),
        boxes=[
            BoxSpec(
                gross_g=box.gross_g, length_mm=box.length_mm, width_mm=box.width_mm, height_mm=box.height_mm
            )
            for box in host.boxes.order_by("position")
        ],
        goods=[spec for order in orders for spec in _goods(order)],
        cod_dong=sum(_to_collect(order) for order in orders),
        on_undelivered=_on_undelivered(orders),
        released=host.payment == Payment.CASH or host.checkout.captured_at is not None,
        ready_on=local_day(at),
        instead_of=instead_of,
        at=at,
    )
    if host.shared_id:
        parts = [Part(order.subject, order.postage_dong, _to_collect(order)) for order in orders]
        share_booking(booking=reference, parts=parts)
    return booked


def _to_collect(order: Order) -> int:
    return order.charged_dong if order.payment == Payment.CASH else 0


def _on_undelivered(orders: Sequence[Order]) -> str:
    """Destroyed only where everybody in the parcel wants that."""
    wishes = {order.on_undelivered for order in orders}
    return wishes.pop() if len(wishes) == 1 else OnUndelivered.RETURN


def _sender(order: Order) -> Party:
    household = order.household
    return Party(
        name=household.name,
        telephone=household.telephone,
        commune_code=household.commune_code,
        address=household.address,
    )


def _recipient(order: Order) -> Party:
    checkout = order.checkout
    return Party(
        name=checkout.name,
        telephone=checkout.telephone,
        commune_code=checkout.commune_code,
        address=checkout.address,
    )


def _goods(order: Order) -> list[GoodsSpec]:
    """One entry a line and lot: a line's weight and value, shared out over the lots it was taken from. In a
    parcel of several each says whose it is: the label lists them.
    """
    lines = OrderLine.objects.filter(order=order, state=LineState.PACKED).select_related("listing")
    rows = list(lines.order_by("position"))
    held = StockReservation.objects.filter(
        reference__in=[row.reference for row in rows], state=ReservationState.HELD
    )
    by_line: dict[str, list[StockReservation]] = {}
    for reservation in held.select_related("lot").order_by("pk"):
        by_line.setdefault(reservation.reference, []).append(reservation)
    whose = f" – {order.household.name}" if order.shared_id else ""
    return [spec for row in rows for spec in _goods_of(row, by_line[row.reference], whose)]


def _goods_of(row: OrderLine, lots: Sequence[StockReservation], whose: str) -> list[GoodsSpec]:
    shares = [reservation.quantity for reservation in lots]
    weights = spread((row.packed_base or 0) * row.unit_weight_g, shares)
    values = spread(row.packed_dong or 0, shares)
    return [
        GoodsSpec(
            description=f"{row.title}{whose}"[:LONGEST_DESCRIPTION],
            commodity_code=row.listing.commodity_id,
            net_g=net_g,
            value_dong=value_dong,
            lot_reference=reservation.lot.reference,
        )
        for reservation, net_g, value_dong in zip(lots, weights, values, strict=True)
    ]

"""Calling the post, with the weight on the scales and the money that is really to be collected."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kernel.clock import local_day
from kernel.errors import Refusal
from kernel.money import spread
from logistics.dispatch.operations import book_shipment
from logistics.dispatch.values import Booked, BoxSpec, GoodsSpec, Party
from marketplace.catalogue.enums import ReservationState
from marketplace.catalogue.models import StockReservation
from marketplace.orders.enums import LineState, Payment, State
from marketplace.orders.events import BookingRefused
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.states import SYSTEM, Doer, lock_checkout, lock_order, move, tell


@transaction.atomic
def book(*, order_key: str, checkout_key: str, at: datetime) -> Order:
    """Book the parcel of a priced order; an order that is not waiting for it any more is left alone.

    When the carrier refuses, the order stays priced, says why, and waits for staff. The checkout is locked
    first: a capture that comes at the same moment either sees this booking and releases it, or has made it
    released already.
    """
    lock_checkout(key=checkout_key)
    order = lock_order(Q(key=order_key))
    if order.state != State.PRICED:
        return order
    try:
        with transaction.atomic():
            booked = call_post(order, number=order.bookings + 1, at=at)
    except Refusal as refusal:
        tell(order, BookingRefused, doer=SYSTEM, at=at, reason=refusal.text, booking_refusal=refusal.code)
        return order
    keep_booking(order, booked, doer=SYSTEM, at=at)
    return order


def keep_booking(order: Order, booked: Booked, *, doer: Doer, at: datetime) -> None:
    number = order.bookings + 1
    facts = {"reference": f"{order.subject}#{number}", "promised_on": booked.promised_on}
    move(order, State.BOOKED, doer=doer, at=at, facts=facts, bookings=number, booking_refusal="")


def call_post(order: Order, *, number: int, instead_of: str = "", at: datetime) -> Booked:
    """Book under "order:<key>#<number>", `instead_of` the booking of that reference. Raises dispatch's
    BookingRefused."""
    return book_shipment(
        reference=f"{order.subject}#{number}",
        service_code=order.service_code,
        sender=_sender(order),
        recipient=_recipient(order),
        boxes=[
            BoxSpec(
                gross_g=box.gross_g, length_mm=box.length_mm, width_mm=box.width_mm, height_mm=box.height_mm
            )
            for box in order.boxes.order_by("position")
        ],
        goods=_goods(order),
        cod_dong=order.charged_dong if order.payment == Payment.CASH else 0,
        on_undelivered=order.on_undelivered,
        released=order.payment == Payment.CASH or order.checkout.captured_at is not None,
        ready_on=local_day(at),
        instead_of=instead_of,
        at=at,
    )


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
    """One entry a line and lot: a line's weight and value, shared out over the lots it was taken from."""
    lines = OrderLine.objects.filter(order=order, state=LineState.PACKED).select_related("listing")
    rows = list(lines.order_by("position"))
    held = StockReservation.objects.filter(
        reference__in=[row.reference for row in rows], state=ReservationState.HELD
    )
    by_line: dict[str, list[StockReservation]] = {}
    for reservation in held.select_related("lot").order_by("pk"):
        by_line.setdefault(reservation.reference, []).append(reservation)
    return [spec for row in rows for spec in _goods_of(row, by_line[row.reference])]


def _goods_of(row: OrderLine, lots: Sequence[StockReservation]) -> list[GoodsSpec]:
    shares = [reservation.quantity for reservation in lots]
    weights = spread((row.packed_base or 0) * row.unit_weight_g, shares)
    values = spread(row.packed_dong or 0, shares)
    return [
        GoodsSpec(
            description=row.title,
            commodity_code=row.listing.commodity_id,
            net_g=net_g,
            value_dong=value_dong,
            lot_reference=reservation.lot.reference,
        )
        for reservation, net_g, value_dong in zip(lots, weights, values, strict=True)
    ]

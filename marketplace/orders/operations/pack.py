"""Packing: what the scales say."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from marketplace.catalogue.stock import write_off_missing
from marketplace.orders.enums import CancelReason, LineState, State
from marketplace.orders.models import Order, OrderBox, OrderLine
from marketplace.orders.operations.calling_off import call_off
from marketplace.orders.operations.price import price
from marketplace.orders.operations.scales import (
    PackedBox,
    PackedLine,
    check_boxes,
    check_lines,
    check_no_boxes,
)
from marketplace.orders.pricing import is_short, missing, packed_price
from marketplace.orders.refusals import NotPackable
from marketplace.orders.rules import seller, sells
from marketplace.orders.states import Doer, lock_order, move
from marketplace.people.rules import Person


@transaction.atomic
def pack(
    *, person: Person, order_key: str, lines: Sequence[PackedLine], boxes: Sequence[PackedBox], at: datetime
) -> Order:
    """Weigh every line and every box: net grams (or pieces) a line, gross grams and size a box.

    Prices the order, or asks the buyer when a line is below 90 % of what was ordered. A line of which
    nothing is there is dropped, and with the last line the order is cancelled. The same figures a second
    time change nothing. Of an order that shares a parcel only the goods are weighed: the box is closed when
    everything for it is there (shared.close_parcel).
    """
    order = lock_order(sells(person, order_key=order_key))
    rows = list(OrderLine.objects.filter(order=order).order_by("position"))
    if order.state != State.ACCEPTED:
        return _packed_before(order, rows, lines)
    net = check_lines(rows, lines)
    if order.shared_id:
        check_no_boxes(boxes)
    else:
        check_boxes(boxes, rows=rows, net=net)
    _weigh(rows, net)
    keep_boxes(order, boxes)
    write_off_missing(
        missing={row.reference: missing(quantity=row.quantity, packed_base=net[row.key]) for row in rows},
        at=at,
    )
    doer = seller(person, order)
    move(order, State.PACKED, doer=doer, at=at, packed_at=at)
    _go_on(order, rows, doer=doer, at=at)
    return order


def _packed_before(order: Order, rows: Sequence[OrderLine], lines: Sequence[PackedLine]) -> Order:
    given = {line.line_key: line.net_base for line in lines}
    if order.packed_at is None or {row.key: row.packed_base for row in rows} != given:
        raise NotPackable(state=order.state, state_text=order.get_state_display())
    return order


def _weigh(rows: Sequence[OrderLine], net: dict[str, int]) -> None:
    for row in rows:
        row.packed_base = net[row.key]
        row.state, row.packed_dong = _priced(row, net[row.key])
    OrderLine.objects.bulk_update(rows, ["packed_base", "packed_dong", "state"])


def _priced(row: OrderLine, packed_base: int) -> tuple[LineState, int | None]:
    if packed_base == 0:
        return LineState.DROPPED, 0
    if is_short(quantity=row.quantity, packed_base=packed_base):
        return LineState.SHORT, None
    return LineState.PACKED, packed_price(row, packed_base=packed_base)


def keep_boxes(order: Order, boxes: Sequence[PackedBox]) -> None:
    OrderBox.objects.bulk_create(
        OrderBox(
            order=order,
            position=position,
            gross_g=box.gross_g,
            length_mm=box.length_mm,
            width_mm=box.width_mm,
            height_mm=box.height_mm,
        )
        for position, box in enumerate(boxes)
    )


def _go_on(order: Order, rows: Sequence[OrderLine], *, doer: Doer, at: datetime) -> None:
    states = {row.state for row in rows}
    if states == {LineState.DROPPED}:
        call_off([order], State.CANCELLED, doer=doer, at=at, why=CancelReason.NOTHING_PACKED)
    elif LineState.SHORT in states:
        move(order, State.ASKING_BUYER, doer=doer, at=at)
    elif not order.shared_id:
        price(order, rows, doer=doer, at=at)

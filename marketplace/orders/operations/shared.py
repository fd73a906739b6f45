"""A parcel that neighbours share: what is left of it, who pays what of its postage, and closing it.

Locks: the checkout, then the orders by id. The money moves only until the parcel is closed or the card is
captured; from then on every order's postage stays as it is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.errors import NotFound
from logistics.carriers.quotes import offer_of
from logistics.carriers.refusals import UnknownService
from marketplace.catalogue.measuring import gross_estimate_g
from marketplace.orders.enums import BEFORE_PRICING, CALLED_OFF, LineState, Payment, State
from marketplace.orders.events import PostageDivided, SharedReady
from marketplace.orders.models import Checkout, Order, OrderBox, OrderHistory, OrderLine, SharedParcel
from marketplace.orders.operations.pack import keep_boxes
from marketplace.orders.operations.price import price
from marketplace.orders.operations.scales import PackedBox, check_boxes
from marketplace.orders.refusals import NotPackable, NotTheHost, SharedNotReady
from marketplace.orders.rules import seller, sells
from marketplace.orders.sharing import Stake, divide_postage
from marketplace.orders.states import SYSTEM, left_of, lock_checkout, lock_fellows, tell
from marketplace.people.rules import Person

READY = "shared.ready"


@transaction.atomic
def close_parcel(*, person: Person, order_key: str, boxes: Sequence[PackedBox], at: datetime) -> Order:
    """The household that packs it has everything: the boxes as they stand on its scales, gross grams and
    size. All orders in it are priced, and it is booked once. The same boxes a second time change nothing.

    NotPackable where nothing is shared or the parcel is closed, NotTheHost, SharedNotReady, PackedWrong.
    """
    found = Order.objects.select_related("checkout").filter(sells(person, order_key=order_key)).first()
    if found is None:
        raise NotFound
    checkout = lock_checkout(key=found.checkout.key)
    orders = lock_fellows(found)
    order, left = next(one for one in orders if one.pk == found.pk), left_of(orders)
    if not order.shared_id or order.state not in BEFORE_PRICING:
        return _closed_before(order, boxes)
    if left[0].pk != order.pk:
        raise NotTheHost(host=left[0].household.name)
    if waiting := [one.household.name for one in left if one.state != State.PACKED]:
        raise SharedNotReady(waiting=", ".join(waiting))
    _close(checkout, orders, boxes, person=person, at=at)
    return order


def _closed_before(order: Order, boxes: Sequence[PackedBox]) -> Order:
    rows = OrderBox.objects.filter(order=order).order_by("position")
    known = [PackedBox(box.gross_g, box.length_mm, box.width_mm, box.height_mm) for box in rows]
    if not order.shared_id or not known or known != list(boxes):
        raise NotPackable(state=order.state, state_text=order.get_state_display())
    return order


def _close(
    checkout: Checkout, orders: Sequence[Order], boxes: Sequence[PackedBox], *, person: Person, at: datetime
) -> None:
    left = left_of(orders)
    lines = OrderLine.objects.filter(order__in=left).order_by("order_id", "position")
    rows = [row for row in lines if row.state != LineState.DROPPED]
    check_boxes(boxes, rows=rows, net={row.key: row.packed_base or 0 for row in rows})
    keep_boxes(left[0], boxes)
    _divide_again(checkout, orders, at=at)
    doer = seller(person, left[0])
    for order in left:
        price(order, [row for row in rows if row.order_id == order.pk], doer=doer, at=at)


@transaction.atomic
def look_after(*, order_key: str, checkout_key: str, at: datetime) -> None:
    """After an order was weighed or called off: the postage goes by what is left, and when all that is left
    is weighed, the household that packs it is told, once. Nothing for an order that shares with nobody.
    """
    order = Order.objects.get(key=order_key)
    if not order.shared_id:
        return
    checkout = lock_checkout(key=checkout_key)
    orders = lock_fellows(order)
    left = left_of(orders)
    if not left or any(one.state not in BEFORE_PRICING for one in left):
        return
    _divide_again(checkout, orders, at=at)
    if all(one.state == State.PACKED for one in left) and not _told(left[0]):
        tell(left[0], SharedReady, doer=SYSTEM, at=at, reason=READY)


def _told(order: Order) -> bool:
    return OrderHistory.objects.filter(order=order, reason=READY).exists()


def _divide_again(checkout: Checkout, orders: Sequence[Order], *, at: datetime) -> None:
    """What those called off do not pay any more, the others may have to, up to what was shown for all. The
    agreed maxima add up to the same as before, so that a card's hold is enough; once it is captured nothing
    moves.
    """
    if checkout.capture_asked_at is not None or not any(order.state in CALLED_OFF for order in orders):
        return
    parcel = SharedParcel.objects.get(key=orders[0].shared_id)
    stakes = [Stake(order.apart_dong, order.state not in CALLED_OFF) for order in orders]
    left_dong = _price_of(checkout, left_of(orders))
    parts = divide_postage(stakes, shown_dong=parcel.postage_dong, left_dong=left_dong)
    for order, part in zip(orders, parts, strict=True):
        if part != order.postage_dong:
            _set_postage(order, part, at=at)


def _set_postage(order: Order, postage_dong: int, *, at: datetime) -> None:
    changes: dict[str, Any] = {"postage_dong": postage_dong, "agreed_dong": order.goods_dong + postage_dong}
    if order.state in CALLED_OFF:
        Order.objects.filter(pk=order.pk).update(**changes)
        return
    facts = {"postage_dong": postage_dong, "before_dong": order.postage_dong}
    tell(order, PostageDivided, doer=SYSTEM, at=at, facts=facts, **changes)


def _price_of(checkout: Checkout, left: Sequence[Order]) -> int | None:
    """What the chosen service asked for so much when it was ordered, by its card; None where it has none."""
    if not left:
        return None
    lines = OrderLine.objects.filter(order__in=left)
    net_g = sum(line.quantity * line.unit_weight_g for line in lines)
    goods_dong = sum(order.goods_dong for order in left)
    try:
        offer = offer_of(
            service_code=left[0].service_code,
            sender_commune=left[0].household.commune_code,
            recipient_commune=checkout.commune_code,
            gross_g=gross_estimate_g(max(1, net_g)),
            cod_dong=goods_dong if checkout.payment == Payment.CASH else 0,
            at=checkout.placed_at,
        )
    except UnknownService:
        return None
    return offer.price_dong

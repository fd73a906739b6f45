"""The one place that changes the state of an order: checks the move, counts the version, writes history,
announces.

Locks: whoever needs a checkout and its orders locks the checkout first, then orders by id, then stock. An
operation that needs only one order locks that order and never its checkout afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from kernel.audit.operations import record
from kernel.errors import NotFound
from kernel.outbox import announce
from kernel.states import check_move
from marketplace.orders import events
from marketplace.orders.deadlines import deadline_of
from marketplace.orders.enums import CALLED_OFF, State
from marketplace.orders.models import Checkout, Order, OrderHistory

EVENT_OF: Mapping[State, type[events.OrderEvent]] = {
    State.AWAITING_CARD: events.CardAwaited,
    State.PLACED: events.OrderPlaced,
    State.ACCEPTED: events.OrderAccepted,
    State.PACKED: events.OrderPacked,
    State.ASKING_BUYER: events.BuyerAsked,
    State.PRICED: events.OrderPriced,
    State.BOOKED: events.OrderBooked,
    State.HANDED_OVER: events.OrderHandedOver,
    State.DELIVERY_FAILED: events.OrderDeliveryFailed,
    State.DELIVERED: events.OrderDelivered,
    State.EXPIRED_CARD: events.CardExpired,
    State.DECLINED: events.OrderDeclined,
    State.TIMED_OUT: events.OrderTimedOut,
    State.CANCELLED: events.OrderCancelled,
    State.REFUSED: events.OrderRefused,
    State.RETURNING: events.OrderReturning,
    State.RETURNED: events.OrderReturned,
    State.DESTROYED: events.OrderDestroyed,
    State.LOST: events.OrderLost,
    State.DAMAGED: events.OrderDamaged,
}


class Doer(NamedTuple):
    """Who does it, as history and audit name them; `acting_for` when it is not their own household."""

    actor: str
    acting_for: str = ""

    @property
    def is_person(self) -> bool:
        return not self.actor.startswith(("system:", "carrier:"))


SYSTEM = Doer("system:orders")


def lock_order(rows: Q) -> Order:
    """The one order that matches, locked, with its checkout and household (not locked); NotFound."""
    orders = Order.objects.filter(rows).select_related("checkout", "household")
    order = orders.select_for_update(of=("self",), no_key=True).first()
    if order is None:
        raise NotFound
    return order


def lock_checkout(*, key: str) -> Checkout:
    """First of the locks: before any of its orders."""
    return Checkout.objects.select_for_update(no_key=True).get(key=key)


def lock_orders_of(checkout: Checkout) -> list[Order]:
    """By id, as everybody who locks several."""
    orders = Order.objects.filter(checkout=checkout).select_related("checkout", "household").order_by("pk")
    return list(orders.select_for_update(of=("self",), no_key=True))


def lock_fellows(order: Order) -> list[Order]:
    """The order itself, or all that share its parcel, also those called off; locked by id, in the order of
    their rank.
    """
    return lock_shared(key=order.shared_id) if order.shared_id else [lock_order(Q(pk=order.pk))]


def lock_shared(*, key: str) -> list[Order]:
    """The orders of a shared parcel, likewise."""
    orders = Order.objects.filter(shared__key=key).select_related("checkout", "household").order_by("pk")
    return by_rank(orders.select_for_update(of=("self",), no_key=True))


def by_rank(orders: Iterable[Order]) -> list[Order]:
    return sorted(orders, key=lambda order: order.shared_rank)


def left_of(orders: Iterable[Order]) -> list[Order]:
    """Those that still share the parcel, the one that packs it first."""
    return [order for order in by_rank(orders) if order.state not in CALLED_OFF]


def in_one_parcel(order: Order) -> list[Order]:
    """Those that share its parcel and are left, the one that packs it first; empty where it goes by itself.
    To read, not locked.
    """
    if not order.shared_id:
        return []
    return left_of(Order.objects.filter(shared__key=order.shared_id).select_related("household"))


def start(orders: Sequence[Order], *, doer: Doer, at: datetime) -> None:
    """Write new orders (unsaved, in one state) with the first row of their history, and announce them."""
    for order in orders:
        order.moved_at = at
        order.due_at, order.wake_at = deadline_of(State(order.state), at=at)
    Order.objects.bulk_create(orders)
    OrderHistory.objects.bulk_create(_history(order, old="", doer=doer, at=at) for order in orders)
    announce(
        *(
            _event(EVENT_OF[State(order.state)], order, reason="", at=at, **facts)
            for order, facts in zip(orders, _leading(orders), strict=True)
        )
    )


def _leading(orders: Sequence[Order]) -> list[dict[str, bool]]:
    return [
        {"leads": position == 0} if order.state == State.PLACED else {}
        for position, order in enumerate(orders)
    ]


def move(
    order: Order,
    to: State,
    *,
    doer: Doer,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Change the state of a locked order, and `changes` of its other columns, in one statement.

    `facts` are the fields that this state's event has beyond those of every order event.
    """
    check_move(order.state, to)
    old, order.state, order.moved_at = order.state, to, at
    order.due_at, order.wake_at = deadline_of(to, at=at)
    _write(order, ("state", "moved_at", "due_at", "wake_at"), changes)
    _note(order, old=old, doer=doer, at=at, reason=reason)
    announce(_event(EVENT_OF[to], order, reason=reason, at=at, **(facts or {})))


def tell(
    order: Order,
    event: type[events.OrderEvent],
    *,
    doer: Doer,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Something happened to a locked order that is no move: a reminder, a refund, a carrier's refusal."""
    _write(order, (), changes)
    _note(order, old=order.state, doer=doer, at=at, reason=reason)
    announce(_event(event, order, reason=reason, at=at, **(facts or {})))


def _write(order: Order, columns: Sequence[str], changes: Mapping[str, Any]) -> None:
    order.version += 1
    for column, value in changes.items():
        setattr(order, column, value)
    order.save(update_fields=["version", *columns, *changes])


def _note(order: Order, *, old: str, doer: Doer, at: datetime, reason: str) -> None:
    """History for the order's page; the audit trail too when a person did it."""
    _history(order, old=old, doer=doer, at=at, reason=reason).save(force_insert=True)
    if doer.is_person:
        record(
            actor=doer.actor,
            action=f"order.{order.state}",
            subject=order.subject,
            acting_for=doer.acting_for,
            data={"old": old, "version": order.version, "reason": reason},
            at=at,
        )


def _history(order: Order, *, old: str, doer: Doer, at: datetime, reason: str = "") -> OrderHistory:
    return OrderHistory(
        order=order,
        version=order.version,
        old=old,
        new=order.state,
        at=at,
        actor=doer.actor,
        acting_for=doer.acting_for,
        reason=reason[:200],
    )


def _event(
    event: type[events.OrderEvent], order: Order, *, reason: str, at: datetime, **facts: Any
) -> events.OrderEvent:
    return event(
        aggregate_key=order.key,
        version=order.version,
        checkout_key=order.checkout.key,
        household_key=order.household_key,
        payment=order.payment,
        at=at,
        reason=reason,
        **facts,
    )

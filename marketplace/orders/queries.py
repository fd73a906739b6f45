"""What pages and the API read about orders. The order's page itself: timeline.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet

from kernel.errors import NotFound
from marketplace.households.queries import household_for
from marketplace.households.rules import acts_for
from marketplace.orders.deadlines import PACK_STAFF_AFTER
from marketplace.orders.enums import State
from marketplace.orders.models import Checkout, Order, OrderBox, OrderHistory, OrderLine
from marketplace.orders.rules import bought, sells
from marketplace.orders.states import left_of
from marketplace.orders.timeline import OrderPage, Step, page_of
from marketplace.people.models import Account
from marketplace.people.rules import Person

__all__ = [
    "After",
    "Decision",
    "OrderPage",
    "Step",
    "bought_by",
    "checkout_by_secret",
    "checkout_for_buyer",
    "line_for",
    "order_by_secret",
    "order_for",
    "order_for_household",
    "order_page",
    "order_to_answer",
    "orders_by_keys",
    "orders_left_lying",
    "orders_of_account",
    "orders_of_checkout",
    "orders_of_household",
    "sold_by",
    "work_of_the_day",
]

Row = TypeVar("Row", bound=Model)

After: TypeAlias = tuple[datetime, int]
"""Where the page before ended: (placed_at, id) of its last order."""

Kind: TypeAlias = Literal[
    "ANSWER",
    "PACK",
    "CLOSE_PARCEL",
    "WAIT_FOR_FELLOWS",
    "WAIT_FOR_BUYER",
    "BOOKING_REFUSED",
    "BOOKING",
    "HAND_OVER",
    "RETURNING",
]

_KINDS: dict[str, Kind] = {
    State.PLACED: "ANSWER",
    State.ACCEPTED: "PACK",
    State.PACKED: "WAIT_FOR_FELLOWS",
    State.ASKING_BUYER: "WAIT_FOR_BUYER",
    State.PRICED: "BOOKING",
    State.BOOKED: "HAND_OVER",
    State.REFUSED: "RETURNING",
    State.RETURNING: "RETURNING",
}
_MOST_URGENT_FIRST: tuple[Kind, ...] = (
    "ANSWER",
    "PACK",
    "CLOSE_PARCEL",
    "HAND_OVER",
    "BOOKING_REFUSED",
    "WAIT_FOR_BUYER",
    "WAIT_FOR_FELLOWS",
    "BOOKING",
    "RETURNING",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing a household has to decide, to do or to wait for. `host` packs the parcel that it shares."""

    kind: Kind
    order: Order
    lines: Sequence[OrderLine]
    due_at: datetime | None
    late: bool
    host: str = ""


def order_by_secret(*, secret: str) -> OrderPage:
    """By the buyer's link; NotFound for anything else."""
    return page_of(_one(_whole().filter(secret=secret)))


def order_by_key_to_show(*, order_key: str) -> OrderPage:
    """For a link that its buyer passed on; what of it is shown is the page's to decide. NotFound."""
    return page_of(_one(_whole().filter(key=order_key)))


def order_page(*, person: Person, order_key: str) -> OrderPage:
    """The same for the account that ordered it."""
    return page_of(_one(_whole().filter(bought(person, order_key=order_key))))


def order_for_household(*, person: Person, order_key: str) -> Order:
    """For somebody who may act for its household: with lines, boxes, history and checkout."""
    return _one(_whole().filter(sells(person, order_key=order_key)))


def order_to_answer(*, secret: str) -> Order:
    """By the household's link (`answer_secret`), whatever its state: the page says what was answered."""
    return _one(_with_lines().filter(answer_secret=secret))


def checkout_by_secret(*, secret: str) -> Checkout:
    """With its orders (by household as ordered), their lines and households."""
    return _one(_checkouts().filter(secret=secret))


def checkout_for_buyer(*, person: Person, checkout_key: str) -> Checkout:
    if person.account is None:
        raise NotFound
    return _one(_checkouts().filter(key=checkout_key, account=person.account))


def orders_of_checkout(checkout: Checkout) -> list[Order]:
    """With lines and households, as ordered; no statement where they came with the checkout, else two."""
    if "orders" in getattr(checkout, "_prefetched_objects_cache", {}):
        return list(checkout.orders.all())
    return list(_with_lines().filter(checkout=checkout).order_by("pk"))


def work_of_the_day(*, person: Person, household_key: str, at: datetime) -> list[Decision]:
    """What the household has to do now, most urgent first: by kind, then by deadline, then the longest
    waiting.
    """
    household = household_for(person=person, key=household_key)
    orders = list(_with_lines().filter(household=household, state__in=list(_KINDS)))
    parcels = _parcels_of(orders)
    decisions = [_decision(order, parcels.get(order.shared_id or "", ()), at) for order in orders]
    return sorted((one for one in decisions if one is not None), key=_urgency)


def _parcels_of(orders: Sequence[Order]) -> dict[str, list[Order]]:
    """Who is left in the parcels that these share, the one that packs it first; one statement where any
    does.
    """
    keys = {order.shared_id for order in orders if order.shared_id}
    found: dict[str, list[Order]] = {}
    for order in Order.objects.filter(shared__key__in=keys).select_related("household") if keys else ():
        found.setdefault(order.shared_id or "", []).append(order)
    return {key: left_of(fellows) for key, fellows in found.items()}


_HOSTS_ALONE = frozenset({State.PRICED, State.BOOKED})


def _decision(order: Order, fellows: Sequence[Order], at: datetime) -> Decision | None:
    """None for what the household that packs the shared parcel does for all of them."""
    kind, late = _kind(order), order.due_at is not None and order.due_at <= at
    is_host = not fellows or fellows[0].pk == order.pk
    if not is_host and order.state in _HOSTS_ALONE:
        return None
    if kind == "WAIT_FOR_FELLOWS" and is_host and all(one.state == State.PACKED for one in fellows):
        kind = "CLOSE_PARCEL"
    host = fellows[0].household.name if fellows else ""
    return Decision(kind, order, list(order.lines.all()), order.due_at, late, host)


def _kind(order: Order) -> Kind:
    return "BOOKING_REFUSED" if order.booking_refusal else _KINDS[order.state]


def _urgency(decision: Decision) -> tuple[int, datetime, int]:
    order = decision.order
    return _MOST_URGENT_FIRST.index(decision.kind), decision.due_at or order.moved_at, order.pk


def order_for(*, person: Person, order_key: str) -> Order:
    """For its household's people, and for the account that bought it; with lines and household."""
    rule = sells(person, order_key=order_key) | bought(person, order_key=order_key)
    return _one(_with_lines().filter(rule))


def line_for(*, person: Person, line_key: str) -> OrderLine:
    """A line of such an order."""
    rule = acts_for(person, household="order__household_id")
    if person.account is not None:
        rule |= Q(order__checkout__account=person.account)
    return _one(OrderLine.objects.filter(rule, key=line_key))


def sold_by(*, person: Person, household_key: str, states: Sequence[str] = ()) -> QuerySet[Order]:
    """A household's orders with lines; in the order and as many as the caller takes. NotFound for
    strangers.
    """
    household = household_for(person=person, key=household_key)
    return _with_lines().filter(Q(state__in=states) if states else Q(), household=household)


def bought_by(*, account: Account) -> QuerySet[Order]:
    """What an account bought, likewise."""
    return _with_lines().filter(checkout__account=account)


def orders_left_lying(*, at: datetime) -> QuerySet[Order]:
    """For staff: accepted two days ago, its household and cooperative reminded, and not packed; or packed and
    waiting as long for the others in its parcel. No clock ends these, and the goods, and a card's money, stay
    bound.
    """
    waiting = Order.objects.filter(
        state__in=(State.ACCEPTED, State.PACKED), moved_at__lt=at - PACK_STAFF_AFTER
    )
    return waiting.order_by("moved_at", "pk")


def orders_of_household(
    *,
    person: Person,
    household_key: str,
    states: Sequence[str] = (),
    first: int = 24,
    after: After | None = None,
) -> list[Order]:
    """Newest first, with lines and checkout."""
    orders = (
        _with_lines().filter(household__key=household_key).filter(acts_for(person, household="household_id"))
    )
    return _page(orders.filter(state__in=states) if states else orders, first=first, after=after)


def orders_of_account(*, account: Account, first: int = 24, after: After | None = None) -> list[Order]:
    """What this account bought, newest first, with lines and household."""
    return _page(_with_lines().filter(checkout__account=account), first=first, after=after)


def orders_by_keys(*, keys: Sequence[str]) -> dict[str, Order]:
    """For whoever has established before that they may be seen: staff, data loaders."""
    return {order.key: order for order in _with_lines().filter(key__in=keys)}


def _page(orders: QuerySet[Order], *, first: int, after: After | None) -> list[Order]:
    if after is not None:
        placed_at, order_id = after
        orders = orders.filter(Q(placed_at__lt=placed_at) | Q(placed_at=placed_at, pk__lt=order_id))
    return list(orders.order_by("-placed_at", "-pk")[:first])


def _with_lines() -> QuerySet[Order]:
    lines = Prefetch("lines", OrderLine.objects.select_related("listing").order_by("position"))
    return Order.objects.select_related("checkout", "household").prefetch_related(lines)


def _whole() -> QuerySet[Order]:
    history = Prefetch("history", OrderHistory.objects.order_by("version"))
    boxes = Prefetch("boxes", OrderBox.objects.order_by("position"))
    return _with_lines().prefetch_related(history, boxes)


def _checkouts() -> QuerySet[Checkout]:
    return Checkout.objects.prefetch_related(Prefetch("orders", _with_lines().order_by("pk")))


def _one(rows: QuerySet[Row]) -> Row:
    row = rows.first()
    if row is None:
        raise NotFound
    return row

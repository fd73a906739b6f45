"""The same order from two sides at once, on real connections: one wins, the other hears it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Model

from kernel.errors import Refusal
from logistics.dispatch.models import Shipment
from marketplace.catalogue import stock
from marketplace.catalogue.models import Lot
from marketplace.catalogue.refusals import LotSoldOut
from marketplace.orders.enums import CancelReason, State
from marketplace.orders.models import Checkout, Order, OrderHistory
from marketplace.orders.operations import (
    accept,
    answer_by_secret,
    answer_short,
    cancel_by_buyer,
    card,
    place,
    wake_orders,
)
from marketplace.orders.refusals import TooManyOpenCashOrders
from tests.factories.orders import NOW, on_sale, placed_order, request_of, seller_of, weigh
from tests.marketplace.orders.roads import accept_it, for_sale, pack_it, paid_by_card
from tests.support.locks import assert_waits_empty_handed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rate_card")]

TWELVE_HOURS = NOW + timedelta(hours=12)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each did or why it was refused."""
    gate = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            return deed()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def assert_one_road(order: Order) -> str:
    """One move after the first, and stock that fits the state."""
    order.refresh_from_db()
    assert OrderHistory.objects.filter(order=order).exclude(new="placed").count() == 1
    assert Lot.objects.get().available == (95_000 if order.state == State.ACCEPTED else 100_000)
    assert stock.imbalances() == []
    return order.state


@pytest.mark.parametrize("turn", range(4))
def test_the_household_accepts_while_the_sweep_gives_up(turn: int) -> None:
    order = placed_order()
    Order.objects.filter(pk=order.pk).update(reminded_at=NOW, escalated_at=NOW, wake_at=TWELVE_HOURS)
    seller = seller_of(order)

    at_once(
        lambda: accept(person=seller, order_key=order.key, at=TWELVE_HOURS),
        lambda: wake_orders(at=TWELVE_HOURS),
    )
    wake_orders(at=TWELVE_HOURS)

    assert assert_one_road(order) in (State.ACCEPTED, State.TIMED_OUT)


@pytest.mark.parametrize("turn", range(4))
def test_the_household_accepts_while_the_buyer_cancels_and_the_sweep_runs(turn: int) -> None:
    order = placed_order()
    Order.objects.filter(pk=order.pk).update(reminded_at=NOW, escalated_at=NOW, wake_at=TWELVE_HOURS)

    at_once(
        lambda: answer_by_secret(secret=order.answer_secret, accepted=True, at=TWELVE_HOURS),
        lambda: cancel_by_buyer(secret=order.secret, at=TWELVE_HOURS),
        lambda: wake_orders(at=TWELVE_HOURS),
    )

    assert assert_one_road(order) in (State.ACCEPTED, State.CANCELLED, State.TIMED_OUT)


def test_two_people_of_a_household_accept_at_once() -> None:
    order = placed_order()

    answers = at_once(
        *[lambda: answer_by_secret(secret=order.answer_secret, accepted=True, at=NOW) for _ in range(4)]
    )

    assert all(isinstance(answer, Order) for answer in answers)
    assert assert_one_road(order) == State.ACCEPTED


def test_the_buyer_answers_while_the_two_hours_end() -> None:
    order = placed_order()
    accept(person=seller_of(order), order_key=order.key, at=NOW)
    weigh(order, net={0: 4_000}, at=NOW)
    line = order.lines.get()
    late = NOW + timedelta(hours=2)

    at_once(
        lambda: answer_short(secret=order.secret, keep={line.key: False}, at=late),
        lambda: wake_orders(at=late),
    )

    order.refresh_from_db()
    assert order.state in (State.PRICED, State.CANCELLED)
    assert Lot.objects.get().available == (95_000 if order.state == State.PRICED else 99_000)
    assert stock.imbalances() == []


def test_a_double_tap_on_the_button_is_one_checkout() -> None:
    request = request_of((on_sale(), 5_000))

    checkouts = at_once(*[lambda: place(**request) for _ in range(6)])

    assert {checkout.pk for checkout in checkouts if isinstance(checkout, Checkout)} == {
        Checkout.objects.get().pk
    }
    assert len(checkouts) == 6
    assert Lot.objects.get().available == 95_000


def test_one_telephone_cannot_place_more_than_three_cash_orders_at_once() -> None:
    listing = on_sale()
    requests = [request_of((listing, 1_000)) for _ in range(6)]

    answers = at_once(*[lambda request=request: place(**request) for request in requests])  # type: ignore[misc]

    assert sum(isinstance(answer, Checkout) for answer in answers) == 3
    assert sum(isinstance(answer, TooManyOpenCashOrders) for answer in answers) == 3


def test_twenty_buyers_want_a_kilogram_of_ten() -> None:
    listing = on_sale(quantity=10_000)
    requests = [request_of((listing, 1_000), telephone=f"+849000007{number:02}") for number in range(20)]

    answers = at_once(*[lambda request=request: place(**request) for request in requests])  # type: ignore[misc]

    assert sum(isinstance(answer, Checkout) for answer in answers) == 10
    assert sum(isinstance(answer, LotSoldOut) for answer in answers) == 10
    assert Lot.objects.get().available == 0
    assert Checkout.objects.count() == Order.objects.count() == 10


def test_orders_over_the_same_lots_in_opposite_order_do_not_lock_each_other_out() -> None:
    listings = [on_sale() for _ in range(3)]
    requests = [
        request_of(
            *[(listing, 1_000) for listing in listings[:: 1 if number % 2 else -1]],
            telephone=f"+849000008{number:02}",
        )
        for number in range(10)
    ]

    answers = at_once(*[lambda request=request: place(**request) for request in requests])  # type: ignore[misc]

    assert all(isinstance(answer, Checkout) for answer in answers), answers
    assert set(Lot.objects.values_list("available", flat=True)) == {90_000}


def test_two_sweeps_at_once_do_every_step_once() -> None:
    listing = on_sale()
    orders = [placed_order((listing, 1_000), telephone=f"+849000009{number:02}") for number in range(6)]

    at_once(*[lambda: wake_orders(at=NOW + timedelta(hours=2)) for _ in range(3)])

    assert OrderHistory.objects.filter(reason="reminder").count() == len(orders)


@pytest.mark.parametrize("locked", [Shipment, Lot])
def test_calling_several_orders_off_takes_parcels_and_lots_in_the_order_of_everybody(
    locked: type[Model],
) -> None:
    """Whoever holds the first parcel (or lot) can still have the second."""
    listings = [for_sale() for _ in range(2)]
    checkout = paid_by_card(*[(listing, 1_000) for listing in reversed(listings)])
    for order in reversed(checkout.orders.order_by("pk")):
        pack_it(accept_it(order))
    first, second = locked._default_manager.order_by("pk")

    assert_waits_empty_handed(
        lambda: card.give_up_card(checkout_key=checkout.key, why=CancelReason.CARD_REFUSED, at=NOW),
        first=locked._default_manager.filter(pk=first.pk),
        second=locked._default_manager.filter(pk=second.pk),
    )
    assert set(checkout.orders.values_list("state", flat=True)) == {State.CANCELLED}
    assert stock.imbalances() == []

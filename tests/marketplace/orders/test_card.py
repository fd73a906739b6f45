"""A card pays for a checkout: held once, captured once when the first has packed, then refunds only."""

from datetime import timedelta

import pytest

from kernel.errors import NotFound
from logistics.dispatch.models import Shipment
from marketplace.catalogue.models import Lot, StockReservation
from marketplace.orders.enums import State
from marketplace.orders.models import Checkout, Order
from marketplace.orders.operations import cancel_by_buyer, card, decline, open_card, wake_orders
from marketplace.orders.refusals import CardAlreadyClosed
from marketplace.payments.enums import AccountKind, FactKind
from marketplace.payments.models import CardCall
from tests.factories.orders import courier_says, placed, seller_of
from tests.factories.payments import CardPaymentFactory
from tests.marketplace.orders.roads import (
    COURIER_AT,
    START,
    accept_it,
    asked_of_bank,
    bank_answers,
    bank_holds,
    bank_says,
    everything_agrees,
    for_sale,
    fresh,
    ordered,
    pack_it,
    paid_by_card,
    payment_of,
    relay,
)
from tests.marketplace.payments.books import on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]


def orders_of(checkout: Checkout) -> list[Order]:
    return list(
        Order.objects.filter(checkout=checkout).select_related("household", "checkout").order_by("pk")
    )


def three_households() -> Checkout:
    return paid_by_card(*[(for_sale(), 5_000) for _ in range(3)])


def stock_left() -> list[int]:
    return list(Lot.objects.order_by("pk").values_list("available", flat=True))


def postage(checkout: Checkout) -> int:
    return checkout.orders.earliest("pk").postage_dong


# The fifteen minutes


def test_households_are_asked_when_the_bank_holds_the_money() -> None:
    checkout = three_households()

    assert [order.state for order in orders_of(checkout)] == [State.PLACED] * 3
    assert set(StockReservation.objects.values_list("expires_at", flat=True)) == {None}
    assert asked_of_bank(checkout) == []


def test_unpaid_after_fifteen_minutes_it_expires_and_the_goods_come_back() -> None:
    checkout = ordered(payment="card")

    assert wake_orders(at=START + timedelta(minutes=14)) == 0
    assert wake_orders(at=START + timedelta(minutes=15)) == 1
    relay()

    assert orders_of(checkout)[0].state == State.EXPIRED_CARD
    assert stock_left() == [100_000]
    assert asked_of_bank(checkout) == [("cancel", 0)]


def test_money_that_is_held_too_late_is_let_go() -> None:
    checkout = ordered(payment="card")
    wake_orders(at=START + timedelta(minutes=15))

    bank_holds(checkout)
    bank_answers(checkout)

    assert orders_of(checkout)[0].state == State.EXPIRED_CARD
    assert payment_of(checkout).state == "cancelled"


def test_an_intent_opened_while_the_checkout_closed_is_let_go_too() -> None:
    checkout = placed(payment="card", at=START)
    wake_orders(at=START + timedelta(minutes=15))
    relay()
    CardPaymentFactory.create(checkout_key=checkout.key, amount=checkout.total_dong)

    bank_holds(checkout)

    assert asked_of_bank(checkout) == [("cancel", 0)]


def test_a_sweep_in_the_middle_of_a_checkout_ends_it_whole() -> None:
    checkout = ordered(*[(for_sale(), 5_000) for _ in range(2)], payment="card")
    wake_orders(at=START + timedelta(minutes=15), limit=1)

    bank_holds(checkout)

    assert [order.state for order in orders_of(checkout)] == [State.EXPIRED_CARD] * 2
    assert asked_of_bank(checkout) == [("cancel", 0)]


def test_goods_that_ran_out_before_the_money_came_end_the_order() -> None:
    checkout = ordered(payment="card")
    StockReservation.objects.update(state="released")
    Lot.objects.update(available=100_000)

    bank_holds(checkout)

    assert orders_of(checkout)[0].state == State.EXPIRED_CARD
    assert asked_of_bank(checkout) == [("cancel", 0)]


def test_a_cash_checkout_a_closed_one_and_an_unknown_one_open_no_card() -> None:
    cash, closed = placed(at=START), ordered(payment="card")
    wake_orders(at=START + timedelta(minutes=15))

    for secret in (cash.secret, "unknown"):
        with pytest.raises(NotFound):
            open_card(checkout_secret=secret, at=START)
    with pytest.raises(CardAlreadyClosed):
        open_card(checkout_secret=closed.secret, at=START)


# Capture


def test_captured_once_when_the_first_has_packed() -> None:
    checkout = three_households()
    first, _second, third = orders_of(checkout)
    decline(person=seller_of(third), order_key=third.key, at=START)
    relay()

    pack_it(accept_it(first), net={0: 4_800})

    expected = 144_000 + 150_000 + 2 * postage(checkout)
    assert asked_of_bank(checkout) == [("capture", expected)]
    assert [order.card_dong for order in orders_of(checkout)] == [
        144_000 + postage(checkout),
        150_000 + postage(checkout),
        0,
    ]


def test_every_later_difference_is_a_partial_refund() -> None:
    checkout = three_households()
    first, second, third = orders_of(checkout)
    pack_it(accept_it(first))
    bank_answers(checkout)

    pack_it(accept_it(second), net={0: 4_600})
    decline(person=seller_of(third), order_key=third.key, at=START)
    relay()
    bank_answers(checkout)

    whole = 3 * (150_000 + postage(checkout))
    asked = [("capture", whole), ("refund", 12_000), ("refund", 150_000 + postage(checkout))]
    assert asked_of_bank(checkout) == asked
    assert payment_of(checkout).refunded == 162_000 + postage(checkout)
    assert on(AccountKind.BUYER, third.subject) == 0
    assert everything_agrees()


def test_a_refund_wanted_while_the_capture_is_under_way_waits_for_it() -> None:
    checkout = paid_by_card(*[(for_sale(), 5_000) for _ in range(2)])
    first, second = orders_of(checkout)
    pack_it(accept_it(first))

    decline(person=seller_of(second), order_key=second.key, at=START)
    relay()
    bank_answers(checkout)

    assert [kind for kind, _ in asked_of_bank(checkout)] == ["capture", "refund"]
    assert everything_agrees()


def test_settling_again_asks_for_nothing_more() -> None:
    checkout = three_households()
    pack_it(accept_it(orders_of(checkout)[0]))

    for _ in range(3):
        card.settle_card(checkout_key=checkout.key, at=START)

    assert len(asked_of_bank(checkout)) == 1


def test_when_everybody_declines_the_hold_is_let_go() -> None:
    checkout = three_households()
    for order in orders_of(checkout):
        decline(person=seller_of(order), order_key=order.key, at=START)
    relay()
    bank_answers(checkout)

    assert asked_of_bank(checkout) == [("cancel", 0)]
    assert stock_left() == [100_000] * 3
    assert everything_agrees()


def test_the_buyer_cancels_one_of_three_before_paying_is_charged_for_two() -> None:
    checkout = ordered(*[(for_sale(), 5_000) for _ in range(3)], payment="card")
    cancel_by_buyer(secret=orders_of(checkout)[2].secret, at=START)
    bank_holds(checkout)

    first, second, third = orders_of(checkout)
    assert [first.state, second.state, third.state] == [State.PLACED, State.PLACED, State.CANCELLED]
    pack_it(accept_it(first))
    assert asked_of_bank(checkout) == [("capture", 2 * (150_000 + postage(checkout)))]


# The parcels


def test_no_parcel_is_free_before_the_capture_succeeded() -> None:
    checkout = three_households()
    first, second, _ = orders_of(checkout)

    pack_it(accept_it(first))
    assert not Shipment.objects.get().released

    bank_answers(checkout)
    assert Shipment.objects.get().released

    pack_it(accept_it(second))
    assert [shipment.released for shipment in Shipment.objects.order_by("pk")] == [True, True]


def test_a_card_parcel_collects_no_cash() -> None:
    checkout = paid_by_card()
    pack_it(accept_it(orders_of(checkout)[0]))

    assert Shipment.objects.get().cod_dong == 0


def test_a_refused_capture_cancels_everything_and_gives_the_stock_back() -> None:
    checkout = three_households()
    first, second, _third = orders_of(checkout)
    pack_it(accept_it(first), net={0: 4_800})
    accept_it(second)

    bank_says(checkout, FactKind.CAPTURE_REFUSED)

    ended = orders_of(checkout)
    assert [(order.state, order.cancel_reason) for order in ended] == [("cancelled", "card_refused")] * 3
    assert stock_left() == [99_800, 100_000, 100_000]
    assert Shipment.objects.get().state == "cancelled"
    assert everything_agrees()


def test_a_hold_that_ends_soon_is_captured_for_what_is_open() -> None:
    checkout = paid_by_card(*[(for_sale(), 5_000) for _ in range(2)])
    first, second = orders_of(checkout)
    accept_it(first)
    decline(person=seller_of(second), order_key=second.key, at=START)
    relay()

    card.capture_before_end(checkout_key=checkout.key, at=START + timedelta(days=6))

    assert asked_of_bank(checkout) == [("capture", 150_000 + postage(checkout))]


def test_a_hold_that_ended_without_a_capture_calls_the_orders_off() -> None:
    checkout = paid_by_card()
    accept_it(orders_of(checkout)[0])

    bank_says(checkout, FactKind.ENDED)

    [order] = orders_of(checkout)
    assert (order.state, order.cancel_reason) == (State.CANCELLED, "authorisation_ended")
    assert stock_left() == [100_000]


@pytest.mark.parametrize("news", [FactKind.ENDED, FactKind.CAPTURE_REFUSED])
def test_a_capture_that_came_through_although_it_was_said_to_have_failed_is_given_back(
    news: FactKind,
) -> None:
    checkout = three_households()
    first, second, third = orders_of(checkout)
    pack_it(accept_it(first), net={0: 4_800})
    accept_it(second)
    decline(person=seller_of(third), order_key=third.key, at=START)
    relay()

    bank_says(checkout, news)
    bank_answers(checkout)

    payment = payment_of(checkout)
    assert [order.state for order in orders_of(checkout)] == ["cancelled", "cancelled", "declined"]
    assert payment.captured == payment.refunded == 444_000 + 3 * postage(checkout)
    assert [on(AccountKind.BUYER, order.subject) for order in orders_of(checkout)] == [0, 0, 0]
    assert everything_agrees()


@pytest.mark.parametrize("news", [FactKind.ENDED, FactKind.CAPTURE_REFUSED])
def test_what_a_failed_capture_did_not_take_is_not_given_back(news: FactKind) -> None:
    checkout = three_households()
    pack_it(accept_it(orders_of(checkout)[0]))

    bank_says(checkout, news)

    refunds = CardCall.objects.filter(payment=payment_of(checkout), kind="refund")
    assert set(refunds.values_list("state", flat=True)) == {"dropped"}
    assert payment_of(checkout).refunded == 0
    assert everything_agrees()


# The ends


def on_its_way() -> Order:
    checkout = paid_by_card()
    order = pack_it(accept_it(orders_of(checkout)[0]), net={0: 4_800})
    bank_answers(checkout)
    courier_says(order, "picked_up", at=COURIER_AT)
    relay()
    return fresh(order)


def end(order: Order, *codes: str) -> Order:
    courier_says(order, *codes, at=COURIER_AT + timedelta(hours=1))
    relay()
    bank_answers(order.checkout)
    assert everything_agrees()
    return fresh(order)


def test_delivered_the_household_is_owed_the_goods_as_packed() -> None:
    order = end(on_its_way(), "delivered")

    assert order.state == State.DELIVERED
    assert on(AccountKind.HOUSEHOLD, order.household.key) == -144_000
    assert on(AccountKind.BUYER, order.subject) == 0
    assert asked_of_bank(order.checkout) == [("capture", order.charged_dong)]


@pytest.mark.parametrize("codes", [("refused", "returning", "returned"), ("refused", "destroyed")])
def test_nobody_took_it_the_card_pays_the_way_and_gets_the_goods_back(codes: tuple[str, ...]) -> None:
    order = end(on_its_way(), *codes)

    assert order.card_dong == order.postage_dong
    assert asked_of_bank(order.checkout)[1:] == [("refund", 144_000)]
    assert on(AccountKind.BUYER, order.subject) == 0
    assert on(AccountKind.HOUSEHOLD, order.household.key) == 0


@pytest.mark.parametrize("road", ["lost", "damaged"])
def test_lost_or_damaged_everything_goes_back_and_the_carrier_pays_the_household(road: str) -> None:
    order = end(on_its_way(), road)

    assert asked_of_bank(order.checkout)[1:] == [("refund", order.charged_dong)]
    assert on(AccountKind.BUYER, order.subject) == 0
    assert on(AccountKind.HOUSEHOLD, order.household.key) == -144_000
    assert on(AccountKind.CARRIER, order.carrier_code) == 144_000

"""Placing: who may, what is written, what is refused with nothing lost, how many statements it takes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.errors import Refusal
from kernel.idempotency.operations import IdempotencyKeyReused
from kernel.outbox.models import EventRecord
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing, Lot, StockReservation
from marketplace.catalogue.refusals import BelowMinimum, LotSoldOut, OffStep
from marketplace.households.enums import HouseholdState
from marketplace.orders import refusals
from marketplace.orders.baskets import BasketLine, Choice
from marketplace.orders.models import OPEN_CASH, Checkout, Order, OrderHistory, OrderLine
from marketplace.orders.operations import cancel_by_buyer, place
from marketplace.orders.operations.place import _OPEN_CASH_ORDERS
from marketplace.people.rules import Person
from tests.factories.catalogue import LotFactory, TierFactory
from tests.factories.households import HouseholdFactory
from tests.factories.orders import NOW, TELEPHONE, TODAY, on_sale, placed, placed_order, request_of
from tests.factories.people import AccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]


def left_of(listing: Listing) -> int:
    return sum(Lot.objects.filter(listing=listing).values_list("available", flat=True))


def assert_nothing_was_written(listing: Listing) -> None:
    assert not Checkout.objects.exists()
    assert not Order.objects.exists()
    assert not StockReservation.objects.exists()
    assert not EventRecord.objects.exists()
    assert left_of(listing) == 100_000


def test_a_guest_orders_five_kilograms() -> None:
    listing = on_sale(quantity=20_000)

    checkout = placed((listing, 5_000))

    order = checkout.orders.get()
    assert order.state == "placed"
    assert order.goods_dong == 150_000
    assert order.agreed_dong == checkout.total_dong == 150_000 + order.postage_dong
    assert order.due_at == NOW + timedelta(hours=12)
    assert left_of(listing) == 15_000
    assert OrderHistory.objects.get(order=order).new == "placed"
    assert StockReservation.objects.get(reference=order.lines.get().reference).expires_at is None


def test_each_household_of_a_basket_gets_an_order_of_its_own() -> None:
    first, second, third = on_sale(), on_sale(), on_sale()
    also_of_first = on_sale(household=first.household)

    checkout = placed((first, 5_000), (second, 2_000), (also_of_first, 1_000), (third, 1_000))

    orders = list(checkout.orders.order_by("pk"))
    assert [order.household_id for order in orders] == [
        first.household_id,
        second.household_id,
        third.household_id,
    ]
    assert [order.lines.count() for order in orders] == [2, 1, 1]
    assert checkout.goods_dong == sum(order.goods_dong for order in orders) == 270_000
    assert checkout.postage_dong == sum(order.postage_dong for order in orders)
    leads = (
        EventRecord.objects.filter(name="OrderPlaced").order_by("pk").values_list("data__leads", flat=True)
    )
    assert list(leads) == [True, False, False]


def test_the_tier_that_is_reached_is_the_price_and_stays_it() -> None:
    listing = on_sale()
    TierFactory.create(listing=listing, minimum=10_000, unit_price=27_000)

    order = placed_order((listing, 10_000))
    Listing.objects.filter(pk=listing.pk).update(unit_price=99_000)

    line = OrderLine.objects.get(order=order)
    assert (line.unit_price, line.agreed_dong) == (27_000, 270_000)


def test_a_card_order_waits_fifteen_minutes_for_the_card() -> None:
    order = placed_order(payment="card")

    assert order.state == "awaiting_card"
    assert order.due_at == NOW + timedelta(minutes=15)
    assert StockReservation.objects.get().expires_at == NOW + timedelta(minutes=15)


def test_an_accounts_own_telephone_needs_no_confirmation() -> None:
    account = AccountFactory.create()

    checkout = placed(person=Person(account=account), telephone=account.telephone, confirmation="")

    assert checkout.account == account
    assert OrderHistory.objects.get().actor == f"account:{account.key}"


def test_lines_of_the_same_listing_are_added_up() -> None:
    listing = on_sale()
    lines = [BasketLine(listing.key, 2_000), BasketLine(listing.key, 3_000)]

    order = placed_order(basket=lines)

    assert order.lines.get().quantity == 5_000


# Doing it twice


def test_the_same_request_twice_is_one_checkout() -> None:
    listing = on_sale()
    request = request_of((listing, 5_000))

    first, second = place(**request), place(**request)

    assert first.pk == second.pk
    assert Order.objects.count() == 1
    assert left_of(listing) == 95_000


def test_a_repetition_by_somebody_without_the_telephone_does_not_tell_the_checkout() -> None:
    request = request_of((on_sale(), 5_000))
    first = place(**request)

    with pytest.raises(refusals.TelephoneNotConfirmed):
        place(**request | {"confirmation": ""})

    assert place(**request) == first


def test_a_key_that_is_used_for_something_else_is_refused() -> None:
    request = request_of((on_sale(), 5_000))
    place(**request)

    with pytest.raises(IdempotencyKeyReused):
        place(**request | {"note": "Gọi trước khi giao"})


def test_after_a_refusal_the_same_key_may_be_tried_again() -> None:
    listing = on_sale()
    request = request_of((listing, 5_000))
    with pytest.raises(refusals.TelephoneNotConfirmed):
        place(**request | {"confirmation": "wrong"})

    assert place(**request).total_dong > 150_000


# Refusals


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"confirmation": ""}, refusals.TelephoneNotConfirmed),
        ({"confirmation": "of somebody else"}, refusals.TelephoneNotConfirmed),
        ({"choices": {}}, refusals.DeliveryNotChosen),
        ({"name": "  "}, refusals.FieldMissing),
        ({"address": ""}, refusals.FieldMissing),
        ({"note": "a" * 501}, refusals.TextTooLong),
        ({"basket": []}, refusals.BasketEmpty),
    ],
)
def test_what_is_missing_is_refused_with_nothing_written(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    listing = on_sale()
    request = request_of((listing, 5_000))

    with pytest.raises(refusal):
        place(**request | changes)

    assert_nothing_was_written(listing)


@pytest.mark.parametrize(
    ("quantity", "refusal"), [(500, BelowMinimum), (1_250, OffStep), (-5_000, BelowMinimum)]
)
def test_quantities_keep_the_minimum_and_the_step(quantity: int, refusal: type[Refusal]) -> None:
    listing = on_sale()
    request = request_of((listing, 1_000)) | {"basket": [BasketLine(listing.key, quantity)]}

    with pytest.raises(refusal):
        place(**request)

    assert_nothing_was_written(listing)


def test_more_than_there_is_says_what_is_left() -> None:
    listing = on_sale()
    request = request_of((listing, 1_000)) | {"basket": [BasketLine(listing.key, 200_000)]}

    with pytest.raises(LotSoldOut) as refused:
        place(**request)

    assert refused.value.left == {listing.key: 100_000}
    assert_nothing_was_written(listing)


def test_a_paused_listing_and_one_of_a_suspended_household_are_named() -> None:
    listing, paused, suspended = on_sale(), on_sale(), on_sale()
    request = request_of((listing, 1_000), (paused, 1_000), (suspended, 1_000))
    Listing.objects.filter(pk=paused.pk).update(state=ListingState.PAUSED)
    type(suspended.household).objects.filter(pk=suspended.household_id).update(state=HouseholdState.SUSPENDED)

    with pytest.raises(refusals.ListingsGone) as refused:
        place(**request)

    assert refused.value.data["listings"] == [paused.key, suspended.key]
    assert_nothing_was_written(listing)


def test_a_price_that_rose_since_the_page_was_shown_is_said_and_nothing_ordered() -> None:
    listing = on_sale()
    request = request_of((listing, 5_000))
    Listing.objects.filter(pk=listing.pk).update(unit_price=31_000)

    with pytest.raises(refusals.CheckoutChanged) as refused:
        place(**request)

    assert refused.value.data["changes"] == [
        {"household": listing.household.key, "what": "GOODS", "before": 150_000, "after": 155_000}
    ]
    assert_nothing_was_written(listing)


def test_postage_and_arrival_that_changed_are_said() -> None:
    listing = on_sale()
    request = request_of((listing, 5_000))
    [(household, choice)] = request["choices"].items()
    shown = replace(
        choice, postage_dong=choice.postage_dong - 1_000, arrives_on=choice.arrives_on - timedelta(days=1)
    )

    with pytest.raises(refusals.CheckoutChanged) as refused:
        place(**request | {"choices": {household: shown}})

    assert [change["what"] for change in refused.value.data["changes"]] == ["POSTAGE", "ARRIVAL"]  # type: ignore[index, union-attr]
    assert_nothing_was_written(listing)


def test_a_service_that_is_too_slow_for_the_lot_is_not_taken() -> None:
    listing = on_sale()
    request = request_of((listing, 5_000))
    Lot.objects.filter(listing=listing).update(expires_on=TODAY)

    with pytest.raises(refusals.DeliveryNotOffered) as refused:
        place(**request)

    assert refused.value.data["offered"] == []
    assert_nothing_was_written(listing)


def test_an_unknown_service_is_refused_with_what_is_offered() -> None:
    listing = on_sale()
    request = request_of((listing, 5_000)) | {"choices": {listing.household.key: Choice("nobody:none")}}

    with pytest.raises(refusals.DeliveryNotOffered) as refused:
        place(**request)

    assert refused.value.data["offered"]
    assert_nothing_was_written(listing)


def test_a_lot_that_would_spoil_on_the_way_is_left_for_a_nearer_buyer() -> None:
    listing = on_sale()
    old = LotFactory.create(listing=listing, quantity=50_000, expires_on=TODAY)

    placed((listing, 5_000))

    old.refresh_from_db()
    assert old.available == 50_000


# Open cash orders


def test_a_fourth_open_cash_order_of_one_telephone_is_refused() -> None:
    listing = on_sale()
    orders = [placed_order((listing, 1_000)) for _ in range(3)]

    with pytest.raises(refusals.TooManyOpenCashOrders):
        placed((listing, 1_000))

    cancel_by_buyer(secret=orders[0].secret, at=NOW)
    assert placed((listing, 1_000)).pk


def test_card_orders_and_other_telephones_do_not_count() -> None:
    listing = on_sale()
    for _ in range(3):
        placed((listing, 1_000))

    assert placed((listing, 1_000), payment="card").pk
    assert placed((listing, 1_000), telephone="+84900000778").pk


def test_a_checkout_over_four_households_is_too_many_for_cash() -> None:
    with pytest.raises(refusals.TooManyOpenCashOrders):
        placed(*[(on_sale(), 1_000) for _ in range(4)])


def test_unpaid_card_orders_of_one_telephone_may_not_keep_the_stalls_empty() -> None:
    listing = on_sale()
    waiting = [placed((listing, 1_000), payment="card").orders.get() for _ in range(6)]
    with pytest.raises(refusals.TooManyUnpaidCardOrders):
        placed((listing, 1_000), payment="card")

    cancel_by_buyer(secret=waiting[0].secret, at=NOW)
    assert placed((listing, 1_000), payment="card").pk


def test_a_first_card_checkout_may_be_of_any_size() -> None:
    assert placed(*[(on_sale(), 1_000) for _ in range(8)], payment="card").orders.count() == 8


# Statements


def statements(request: dict[str, Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        place(**request)
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)


def test_three_households_take_thirteen_statements() -> None:
    assert statements(request_of(*[(on_sale(), 1_000) for _ in range(3)])) == 13


@pytest.mark.parametrize("lines", [1, 10])
def test_one_line_and_ten_lines_take_the_same(lines: int) -> None:
    household = HouseholdFactory.create()

    assert statements(request_of(*[(on_sale(household=household), 1_000) for _ in range(lines)])) == 13


def test_a_card_checkout_takes_eleven() -> None:
    assert statements(request_of((on_sale(), 1_000), payment="card")) == 13


def test_open_cash_orders_are_counted_in_their_own_index() -> None:
    placed()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {_OPEN_CASH_ORDERS}", [OPEN_CASH, TELEPHONE])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "order_open_cash" in plan

"""The parcel's news: each road's states, stock, ledger, who pays the postage. All with cash."""

import pytest

from kernel.states import ForbiddenMove
from logistics.carriers.card import forget
from logistics.carriers.enums import Zone
from logistics.carriers.operations import FlatRow, set_flats
from logistics.dispatch.models import CodCollection, DeclaredGoods, Shipment
from marketplace.catalogue.models import Lot, StockReservation
from marketplace.households.queries import farm_reference
from marketplace.orders.enums import State
from marketplace.orders.models import Order, OrderHistory
from marketplace.orders.operations import PackedBox, PackedLine, carriage, pack
from marketplace.payments.enums import AccountKind
from marketplace.payments.models import Payable, Settlement
from tests.factories.households import HouseholdFactory
from tests.factories.orders import courier_says, seller_of
from tests.marketplace.orders.roads import (
    AN_HOUR,
    COURIER_AT,
    START,
    accept_it,
    everything_agrees,
    for_sale,
    fresh,
    ordered,
    pack_it,
    relay,
)
from tests.marketplace.payments.books import on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]


@pytest.fixture
def booked() -> Order:
    """4.8 of five kilograms packed and booked; cash."""
    return pack_it(accept_it(ordered().orders.get()), net={0: 4_800})


@pytest.fixture
def handed_over(booked: Order) -> Order:
    courier_says(booked, "picked_up", at=COURIER_AT)
    relay()
    return fresh(booked)


def news(order: Order, *codes: str, **rest: object) -> Order:
    courier_says(order, *codes, at=COURIER_AT + AN_HOUR, **rest)  # type: ignore[arg-type]
    relay()
    return fresh(order)


def test_nothing_is_booked_before_packing() -> None:
    accept_it(ordered().orders.get())

    assert not Shipment.objects.exists()


def test_the_booking_carries_the_true_weight_and_the_true_cash(booked: Order) -> None:
    shipment = Shipment.objects.get(reference=f"order:{booked.key}#1")

    assert booked.state == State.BOOKED
    assert (shipment.gross_g, shipment.cod_dong) == (5_300, 144_000 + booked.postage_dong)
    assert shipment.released
    goods = DeclaredGoods.objects.get()
    assert (goods.net_g, goods.value_dong) == (4_800, 144_000)
    assert goods.lot_reference == Lot.objects.get().reference


def test_a_line_taken_from_two_lots_is_declared_as_two() -> None:
    listing = for_sale(quantity=3_000)
    Lot.objects.create(
        listing=listing,
        household=listing.household,
        harvested_on=START.date(),
        quantity=9_000,
        available=9_000,
        created_at=START,
    )
    pack_it(accept_it(ordered((listing, 5_000)).orders.get()), net={0: 4_800})

    declared = DeclaredGoods.objects.order_by("pk")
    assert [(goods.net_g, goods.value_dong) for goods in declared] == [(3_000, 90_000), (1_800, 54_000)]


def test_at_the_hand_over_the_goods_have_left_the_farm(handed_over: Order) -> None:
    assert handed_over.state == State.HANDED_OVER
    assert StockReservation.objects.get().state == "taken"
    assert on(AccountKind.CARRIER, handed_over.carrier_code) < 0


def test_delivered_cash_collected(handed_over: Order) -> None:
    order = news(handed_over, "cod_collected", "delivered", amount_dong=handed_over.charged_dong)

    assert order.state == State.DELIVERED
    assert order.delivered_at is not None
    assert on(AccountKind.HOUSEHOLD, order.household.key) == -144_000
    assert on(AccountKind.CARRIER_CASH, order.carrier_code) == 144_000 + order.postage_dong
    assert on(AccountKind.BUYER, order.subject) == 0
    assert CodCollection.objects.get().collected_dong == order.charged_dong
    assert Payable.objects.get().payable_from is None
    assert everything_agrees()


def test_a_failed_attempt_then_a_second_one(handed_over: Order) -> None:
    failed = news(handed_over, "delivery_failed", reason="not_home")
    assert failed.state == State.DELIVERY_FAILED
    assert OrderHistory.objects.filter(order=failed).last().reason == "not_home"  # type: ignore[union-attr]

    courier_says(failed, "delivery_failed", at=COURIER_AT + 2 * AN_HOUR, reason="no_money")
    relay()
    assert fresh(failed).state == State.DELIVERY_FAILED

    amount = failed.charged_dong
    courier_says(failed, "cod_collected", "delivered", at=COURIER_AT + 3 * AN_HOUR, amount_dong=amount)
    relay()
    assert fresh(failed).state == State.DELIVERED
    assert everything_agrees()


def test_refused_at_the_door_and_returned_the_platform_bears_the_postage(handed_over: Order) -> None:
    order = news(handed_over, "refused", "returning", "returned", reason="changed_mind")

    assert order.state == State.RETURNED
    assert on(AccountKind.HOUSEHOLD, order.household.key) == 0
    assert on(AccountKind.BUYER, order.subject) == 0
    assert on(AccountKind.LOSS, "returned") == -on(AccountKind.CARRIER, order.carrier_code)
    assert StockReservation.objects.get().state == "taken"
    assert everything_agrees()


def test_refused_and_destroyed_as_the_household_chose() -> None:
    listing = for_sale(on_undelivered="destroy")
    order = pack_it(accept_it(ordered((listing, 5_000)).orders.get()))
    assert Shipment.objects.get().on_undelivered == "destroy"
    courier_says(order, "picked_up", "refused", "destroyed", at=COURIER_AT, reason="quality")
    relay()

    assert fresh(order).state == State.DESTROYED
    assert Settlement.objects.get().road == "destroyed"
    assert everything_agrees()


@pytest.mark.parametrize("road", ["lost", "damaged"])
def test_lost_or_damaged_the_carrier_pays_the_household_and_earns_nothing(
    handed_over: Order, road: str
) -> None:
    order = news(handed_over, road)

    assert order.state == road
    assert on(AccountKind.HOUSEHOLD, order.household.key) == -144_000
    assert on(AccountKind.CARRIER, order.carrier_code) == 144_000
    assert on(AccountKind.BUYER, order.subject) == 0
    assert on(AccountKind.LOSS, road) == 0
    assert everything_agrees()


def test_news_heard_twice_and_of_a_withdrawn_booking_change_nothing(handed_over: Order) -> None:
    version = handed_over.version
    carriage.hand_over(reference=handed_over.booking_reference, at=COURIER_AT)
    carriage.deliver(reference=f"{handed_over.subject}#7", at=COURIER_AT)

    assert fresh(handed_over).version == version


def test_news_that_later_news_has_overtaken_changes_no_state_and_takes_the_goods(booked: Order) -> None:
    """Each handler has a queue of its own; the one of the hand-over may have had to wait."""
    reference = booked.booking_reference
    carriage.send_back(reference=reference, at=COURIER_AT)
    carriage.refuse(reference=reference, reason="quality", at=COURIER_AT)
    carriage.fail_delivery(reference=reference, reason="not_home", attempt=1, at=COURIER_AT)
    assert fresh(booked).state == State.RETURNING

    carriage.end_undelivered(reference=reference, to=State.RETURNED, at=COURIER_AT)
    carriage.send_back(reference=reference, at=COURIER_AT)
    carriage.hand_over(reference=reference, at=COURIER_AT)

    assert fresh(booked).state == State.RETURNED
    assert StockReservation.objects.get().state == "taken"


def test_what_contradicts_the_end_is_not_believed(handed_over: Order) -> None:
    order = news(handed_over, "lost")

    with pytest.raises(ForbiddenMove):
        carriage.deliver(reference=order.booking_reference, at=COURIER_AT)

    assert everything_agrees()


def test_boxes_too_heavy_for_the_service_wait_for_staff() -> None:
    order = accept_it(ordered().orders.get())
    huge = [PackedBox(99_000, 1_000, 1_000, 1_000)] * 2
    line = PackedLine(order.lines.get().key, 5_000)
    pack(person=seller_of(order), order_key=order.key, lines=[line], boxes=huge, at=START)
    relay()

    order = fresh(order)
    assert (order.state, order.booking_refusal) == (State.PRICED, "BOOKING_REFUSED")
    assert not Shipment.objects.exists()


def test_the_farm_pays_what_the_carrier_asks_above_its_own_postage() -> None:
    household = HouseholdFactory.create()
    rows = [FlatRow(zone, 10_000, 20_000) for zone in Zone.values]
    set_flats(sender_reference=farm_reference(household.key), rows=rows, at=START)
    forget()
    listing = for_sale(household=household)
    order = ordered((listing, 5_000)).orders.get()
    carriers_price = order.postage_dong + order.farm_postage_dong
    assert (order.postage_dong, order.farm_postage_dong > 0) == (10_000, True)

    order = pack_it(accept_it(order))
    courier_says(order, "picked_up", "delivered", at=COURIER_AT)
    relay()

    assert on(AccountKind.BUYER, order.subject) == order.charged_dong == order.goods_dong + 10_000
    assert on(AccountKind.POSTAGE, order.subject) == 0
    assert on(AccountKind.POSTAGE_DIFFERENCE, order.carrier_code) == 0
    assert on(AccountKind.CARRIER, order.carrier_code) == -carriers_price
    withheld = -on(AccountKind.COMMISSION) - on(AccountKind.TAX, "vat") - on(AccountKind.TAX, "pit")
    assert -on(AccountKind.HOUSEHOLD, household.key) == (
        order.goods_dong - withheld - order.farm_postage_dong
    )
    assert everything_agrees()

"""One parcel for the orders of neighbours: offered, priced, packed, booked once, settled order by order."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connection
from hypothesis import given
from hypothesis import strategies as st

from logistics.dispatch.models import CodCollection, DeclaredGoods, Shipment
from logistics.dispatch.operations import record_remittance
from logistics.dispatch.values import RemittanceLineSpec
from logistics.rounds.enums import SpotSource
from logistics.rounds.operations import place_yard
from logistics.rounds.values import Spot
from marketplace.catalogue.models import Listing
from marketplace.orders.baskets import Choice, SharedChoice
from marketplace.orders.enums import State
from marketplace.orders.models import Checkout, Order, SharedParcel
from marketplace.orders.operations import (
    PackedBox,
    PackedLine,
    cancel,
    cancel_by_buyer,
    close_parcel,
    decline,
    pack,
    place,
    preview,
)
from marketplace.orders.queries import order_by_secret, work_of_the_day
from marketplace.orders.refusals import (
    CheckoutChanged,
    DeliveryNotOffered,
    NotPackable,
    NotTheHost,
    PackedWrong,
    SharedNotReady,
)
from marketplace.orders.sharing import Stake, divide_postage
from marketplace.payments.enums import AccountKind
from marketplace.payments.models import Payable
from tests.factories.carriers import load_demo_card
from tests.factories.goods import CommodityFactory
from tests.factories.households import HouseholdFactory, staff
from tests.factories.orders import CAU_GIAY, basket_of, courier_says, request_of, seller_of
from tests.factories.payments import CardPaymentFactory
from tests.marketplace.orders.roads import (
    COURIER_AT,
    START,
    accept_it,
    asked_of_bank,
    bank_answers,
    bank_holds,
    everything_agrees,
    for_sale,
    fresh,
    relay,
)
from tests.marketplace.payments import books

BOX = [PackedBox(gross_g=9_000, length_mm=400, width_mm=300, height_mm=250)]
DONG = st.integers(min_value=0, max_value=10**7)


@given(apart=st.lists(DONG, min_size=1, max_size=7), data=st.data())
def test_the_postage_of_a_parcel_is_divided_to_the_dong(apart: list[int], data: st.DataObject) -> None:
    shown = data.draw(st.integers(0, sum(apart)))
    left = data.draw(st.none() | st.integers(0, 10**8))
    inside = data.draw(st.lists(st.booleans(), min_size=len(apart), max_size=len(apart)))
    stakes = [Stake(dong, is_in) for dong, is_in in zip(apart, inside, strict=True)]
    parts = divide_postage(stakes, shown_dong=shown, left_dong=left)
    assert sum(parts) == shown
    assert min(parts) >= 0
    live = [(part, one.apart_dong) for part, one in zip(parts, stakes, strict=True) if one.is_in]
    assert all(part <= alone for part, alone in live)
    if left is not None and not all(inside):
        assert sum(part for part, _alone in live) <= min(shown, left)


def neighbours(number: int = 2, **listing: Any) -> list[Listing]:
    load_demo_card()
    return [
        for_sale(household=HouseholdFactory.create(address=f"Thôn {n}"), **listing) for n in range(number)
    ]


def wanted(listings: list[Listing], *, payment: str = "cash", **changes: Any) -> dict[str, Any]:
    """The arguments of `place`, with everything in one parcel, at the figures that the page showed."""
    basket = basket_of(*((listing, 3_000) for listing in listings))
    seen = preview(basket=basket, commune_code=CAU_GIAY, payment=payment, at=START)
    [one] = seen.shared
    best = one.cheapest
    choice = SharedChoice(
        one.household_keys, best.service_code, one.whole.goods_dong, best.price_dong, best.arrives_on
    )
    return request_of(basket=basket, choices={}, shared=[choice], payment=payment, at=START, **changes)


def shared(number: int = 2) -> list[Order]:
    """Ordered in one parcel, by the rank in which they would pack it."""
    checkout = place(**wanted(neighbours(number)))
    relay()
    return ranked(checkout)


def ranked(checkout: Checkout) -> list[Order]:
    orders = Order.objects.filter(checkout=checkout).select_related("household", "checkout")
    return list(orders.order_by("shared_rank"))


def weigh_goods(order: Order, *, net: int | None = None) -> Order:
    rows = order.lines.all()
    lines = [PackedLine(row.key, row.quantity if net is None else net) for row in rows]
    pack(person=seller_of(order), order_key=order.key, lines=lines, boxes=[], at=START)
    relay()
    return fresh(order)


def closed(orders: list[Order]) -> list[Order]:
    for order in orders:
        accept_it(order)
        weigh_goods(order)
    close(orders[0])
    relay()
    return [fresh(order) for order in orders]


def close(order: Order, boxes: list[PackedBox] = BOX) -> Order:
    return close_parcel(person=seller_of(order), order_key=order.key, boxes=boxes, at=START)


@pytest.mark.django_db
def test_neighbours_are_offered_one_parcel_that_costs_less() -> None:
    listings = neighbours(3)
    seen = preview(basket=basket_of(*((each, 3_000) for each in listings)), commune_code=CAU_GIAY, at=START)
    [one] = seen.shared
    assert len(one.household_keys) == 3
    assert one.saved_dong == seen.postage_dong - one.cheapest.price_dong > 0


@pytest.mark.django_db
def test_nothing_is_offered_where_goods_do_not_keep_together_or_nobody_takes_it_all() -> None:
    load_demo_card()
    cold = CommodityFactory.create(code="lanh", needs_chill=True)
    dry = CommodityFactory.create(code="kho", needs_chill=False)
    mixed = [for_sale(commodity=cold), for_sale(commodity=dry)]
    seen = preview(basket=basket_of(*((each, 3_000) for each in mixed)), commune_code=CAU_GIAY, at=START)
    assert not seen.shared
    heavy = [for_sale(), for_sale()]
    seen = preview(basket=basket_of(*((each, 60_000) for each in heavy)), commune_code=CAU_GIAY, at=START)
    assert not seen.shared


@pytest.mark.django_db
def test_the_postage_is_what_was_shown_and_each_pays_no_more_than_alone() -> None:
    listings = neighbours(3)
    request = wanted(listings)
    checkout = place(**request)
    orders = ranked(checkout)
    assert checkout.postage_dong == request["shared"][0].postage_dong
    assert sum(order.postage_dong for order in orders) == checkout.postage_dong
    assert all(order.postage_dong <= order.apart_dong for order in orders)
    assert SharedParcel.objects.get().postage_dong == checkout.postage_dong
    assert place(**request).pk == checkout.pk  # the same request once more


@pytest.mark.django_db
def test_who_has_a_yard_on_the_map_packs_it() -> None:
    listings = neighbours(3)
    host = listings[2].household
    spot = Spot(21.37, 106.58)
    place_yard(
        commune_code=host.commune_code, address=host.address, spot=spot, source=SpotSource.HOUSEHOLD,
        actor="test", at=START,
    )  # fmt: skip
    assert ranked(place(**wanted(listings)))[0].household_id == host.pk


@pytest.mark.django_db
def test_what_was_not_shown_is_not_ordered() -> None:
    listings = neighbours(2)
    request = wanted(listings)
    [choice] = request["shared"]
    dearer = SharedChoice(choice.household_keys, choice.service_code, None, choice.postage_dong - 1)
    with pytest.raises(CheckoutChanged):
        place(**request | {"shared": [dearer]})
    for keys in ([choice.household_keys[0]], [*choice.household_keys, "stranger"], choice.household_keys * 2):
        with pytest.raises(DeliveryNotOffered):
            place(**request | {"shared": [SharedChoice(keys, choice.service_code)]})
    with pytest.raises(DeliveryNotOffered):
        place(**request | {"shared": [SharedChoice(choice.household_keys, "nobody:nothing")]})
    twice = {choice.household_keys[0]: Choice("nobody:nothing")}  # what is shared needs no choice of its own
    assert place(**request | {"choices": twice}).postage_dong == choice.postage_dong


@pytest.mark.django_db
def test_it_is_booked_once_and_the_cash_collected_once() -> None:
    orders = closed(shared(3))
    assert {order.state for order in orders} == {State.BOOKED}
    shipment = Shipment.objects.get()
    assert shipment.reference == orders[1].booking_reference
    assert (
        shipment.cod_dong
        == sum(order.charged_dong for order in orders)
        == CodCollection.objects.get().due_dong
    )
    assert shipment.sender_address == orders[0].household.address
    inside = " ".join(DeclaredGoods.objects.values_list("description", flat=True))
    assert all(order.household.name in inside for order in orders)


@pytest.mark.django_db
def test_the_host_closes_it_when_all_is_there_and_only_then() -> None:
    host, guest = shared()
    for order in (host, guest):
        accept_it(order)
    with pytest.raises(PackedWrong):
        pack(
            person=seller_of(host), order_key=host.key, boxes=BOX, at=START,
            lines=[PackedLine(row.key, row.quantity) for row in host.lines.all()],
        )  # fmt: skip
    weigh_goods(host)
    with pytest.raises(SharedNotReady):
        close(host)
    assert [one.kind for one in work(host)] == ["WAIT_FOR_FELLOWS"]
    weigh_goods(guest)
    assert [one.kind for one in work(host)] == ["CLOSE_PARCEL"]
    assert [(one.kind, one.host) for one in work(guest)] == [("WAIT_FOR_FELLOWS", host.household.name)]
    with pytest.raises(NotTheHost):
        close(guest)
    with pytest.raises(PackedWrong):
        close(host, [PackedBox(1_000, 400, 300, 250)])  # lighter than the goods of both
    close(host)
    assert close(host).state == State.PRICED  # the same again
    with pytest.raises(NotPackable):
        close(host, [PackedBox(9_500, 400, 300, 250)])
    relay()
    assert ([one.kind for one in work(host)], work(guest)) == (["HAND_OVER"], [])


def work(order: Order) -> list[Any]:
    return work_of_the_day(person=seller_of(order), household_key=order.household_key, at=START)


@pytest.mark.django_db
def test_when_one_is_declined_the_rest_pays_for_what_is_left_and_never_more_than_shown() -> None:
    first, second, third = shared(3)
    shown = first.checkout.postage_dong
    decline(person=seller_of(first), order_key=first.key, at=START)
    relay()
    left = [fresh(second), fresh(third)]
    assert sum(order.postage_dong for order in left) <= shown
    assert all(order.postage_dong <= order.apart_dong for order in left)
    assert sum(order.agreed_dong for order in (fresh(first), *left)) == first.checkout.total_dong
    cancel_by_buyer(secret=third.secret, at=START)
    relay()
    alone = fresh(second)
    assert second.postage_dong < alone.postage_dong == min(shown, alone.apart_dong)
    accept_it(alone)
    weigh_goods(alone)
    close(alone)
    relay()
    assert fresh(alone).state == State.BOOKED
    assert Shipment.objects.get().cod_dong == fresh(alone).charged_dong <= first.checkout.total_dong
    assert everything_agrees()


@pytest.mark.django_db
def test_delivered_every_household_is_owed_its_own_and_the_cash_is_split_exactly() -> None:
    orders = closed(shared(3))
    due = Shipment.objects.get().cod_dong
    codes = ("picked_up", "out_for_delivery", "cod_collected", "delivered")
    courier_says(orders[0], *codes, at=COURIER_AT, amount_dong=due)
    relay()
    assert {fresh(order).state for order in orders} == {State.DELIVERED}
    shipment = Shipment.objects.get()
    line = RemittanceLineSpec(
        tracking_code=shipment.parcels.get().tracking_code, amount_dong=shipment.cod_dong, fee_dong=4_001
    )
    record_remittance(carrier_code=shipment.carrier_code, reference="R1", lines=[line], at=COURIER_AT)
    relay()
    for order in orders:
        assert books.on(AccountKind.BUYER, order.subject) == 0
        assert books.on(AccountKind.POSTAGE, order.subject) == 0
        assert Payable.objects.get(reference=order.subject).payable_from is not None
    assert books.on(AccountKind.CARRIER, shipment.carrier_code) == -shipment.billed_dong
    assert books.on(AccountKind.CARRIER_CASH, shipment.carrier_code) == 0
    assert books.on(AccountKind.CASH_FEE, shipment.carrier_code) == 4_001
    assert everything_agrees()


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["lost", "damaged"])
def test_lost_or_damaged_the_carrier_owes_each_household_its_goods(ending: str) -> None:
    orders = closed(shared())
    courier_says(orders[0], "picked_up", ending, at=COURIER_AT)
    relay()
    for order in orders:
        assert fresh(order).state == ending
        assert books.on(AccountKind.HOUSEHOLD, order.household_key) == -(order.packed_dong or 0)
    owes = sum(order.packed_dong or 0 for order in orders)
    assert books.on(AccountKind.CARRIER, orders[0].carrier_code) == owes
    assert everything_agrees()


@pytest.mark.django_db
def test_news_of_the_parcel_is_shown_to_each_order() -> None:
    orders = closed(shared())
    courier_says(orders[0], "picked_up", "in_transit", at=COURIER_AT)
    relay()
    pages = [order_by_secret(secret=order.secret) for order in orders]
    assert pages[0].tracking_codes == pages[1].tracking_codes != []
    assert {page.order.state for page in pages} == {State.HANDED_OVER}


@pytest.mark.django_db
def test_staff_cancel_a_closed_parcel_whole_and_an_open_one_order_by_order() -> None:
    orders = closed(shared())
    cancel(person=staff(), order_key=orders[1].key, reason="mưa", at=START)
    relay()
    assert {fresh(order).state for order in orders} == {State.CANCELLED}
    assert Shipment.objects.get().cancelled_at is not None
    assert everything_agrees()


@pytest.mark.django_db
def test_an_order_of_the_open_parcel_is_cancelled_by_itself() -> None:
    orders = shared()
    cancel(person=staff(), order_key=orders[0].key, reason="mưa", at=START)
    relay()
    assert [fresh(order).state for order in orders] == [State.CANCELLED, State.PLACED]


@pytest.mark.django_db(transaction=True)
def test_closed_by_many_hands_at_once_it_is_booked_once() -> None:
    orders = shared()
    for order in orders:
        accept_it(order)
        weigh_goods(order)
    host = orders[0]

    def hand(_number: int) -> str:
        try:
            close_old_connections()
            return str(close(host).state)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        assert set(hands.map(hand, range(4))) <= {State.PRICED, State.BOOKED}
    relay()
    assert Shipment.objects.count() == 1
    assert {fresh(order).state for order in orders} == {State.BOOKED}


@pytest.mark.django_db
def test_a_cards_hold_is_enough_whoever_falls_away_and_the_rest_comes_back() -> None:
    load_demo_card()
    farms = [HouseholdFactory.create(address=f"Thôn {n}") for n in range(3)]
    checkout = place(**wanted([for_sale(household=farm) for farm in farms], payment="card"))
    CardPaymentFactory.create(checkout_key=checkout.key)
    bank_holds(checkout)
    first, second, third = ranked(checkout)
    decline(person=seller_of(first), order_key=first.key, at=START)
    relay()
    for order in (second, third):
        accept_it(order)
        weigh_goods(fresh(order))
    close(fresh(second))
    relay()
    bank_answers(checkout)
    left = [fresh(second), fresh(third)]
    taken = sum(order.charged_dong for order in left)
    assert asked_of_bank(checkout) == [("capture", taken)]
    assert taken <= checkout.total_dong - first.goods_dong
    assert Shipment.objects.get().released
    cancel(person=staff(), order_key=third.key, reason="mưa", at=START)
    relay()
    bank_answers(checkout)
    assert sorted(asked_of_bank(checkout)[1:]) == sorted(("refund", order.charged_dong) for order in left)
    assert everything_agrees()

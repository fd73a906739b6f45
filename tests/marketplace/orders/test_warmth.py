"""What got too warm on the way reaches the buyer and the household: once a box and alarm."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from kernel.messages.models import Message
from logistics.dispatch.models import Discrepancy, Parcel
from logistics.dispatch.operations import record_temperatures
from logistics.dispatch.values import Temperature
from marketplace.orders.enums import State
from marketplace.orders.models import Order, OrderHistory
from marketplace.orders.operations import PackedBox, PackedLine, carriage, pack
from tests.factories.orders import courier_says, seller_of
from tests.marketplace.orders.roads import AN_HOUR, COURIER_AT, START, accept_it, fresh, ordered, relay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
KIND = "OrderTooWarm"


def on_the_road(boxes: int = 1) -> Order:
    order = accept_it(ordered().orders.get())
    line = PackedLine(order.lines.get().key, 5_000)
    packed = [PackedBox(6_000 // boxes, 400, 300, 250)] * boxes
    pack(person=seller_of(order), order_key=order.key, lines=[line], boxes=packed, at=START)
    relay()
    return news(order, "picked_up")


def news(order: Order, *codes: str) -> Order:
    courier_says(order, *codes, at=COURIER_AT)
    relay()
    return fresh(order)


def boxes_of(order: Order) -> list[Parcel]:
    return list(Parcel.objects.filter(shipment__reference=order.booking_reference).order_by("position"))


def got_warm(order: Order, *, hour: int = 1) -> None:
    """The sensor of every box calls an alarm."""
    until = COURIER_AT + hour * AN_HOUR
    record_temperatures(
        carrier_code=order.carrier_code,
        readings=[
            Temperature(
                tracking_code=box.tracking_code,
                device="s1",
                from_at=until - timedelta(minutes=10),
                until_at=until,
                lowest_c=790,
                highest_c=1_320,
                alarm=True,
            )
            for box in boxes_of(order)
        ],
        at=until + AN_HOUR,
    )
    relay()


def letters() -> list[Message]:
    return list(Message.objects.filter(kind=KIND).order_by("pk"))


def told() -> list[str]:
    return [letter.to for letter in letters()]


@pytest.mark.parametrize("boxes", [1, 3])
def test_buyer_and_household_hear_of_each_box_once(boxes: int) -> None:
    order = on_the_road(boxes)

    got_warm(order, hour=1)
    got_warm(order, hour=2)  # the alarm still stands open

    assert sorted(told()) == sorted([order.telephone, order.household.telephone] * boxes)
    for box in boxes_of(order):
        spoken = [one.text for one in letters() if box.tracking_code in one.text]
        assert len(spoken) == 2
        assert all("8 đến 13 °C" in text for text in spoken)
    assert fresh(order).state == State.HANDED_OVER


def test_each_goes_to_a_page_of_their_own() -> None:
    order = on_the_road()

    got_warm(order)

    links = {letter.to: (order.secret in letter.link, letter.confidential) for letter in letters()}
    assert links == {order.telephone: (True, True), order.household.telephone: (False, False)}


def test_after_staff_have_closed_it_the_next_alarm_is_told_again() -> None:
    order = on_the_road()

    got_warm(order, hour=1)
    Discrepancy.objects.filter(kind="too_warm").update(resolved_at=COURIER_AT)
    got_warm(order, hour=2)

    assert len(told()) == 4


@pytest.mark.parametrize("times", [1, 3])
def test_the_same_alarm_again_changes_nothing(
    times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = on_the_road()
    [box] = boxes_of(order)
    facts = {"tracking_code": box.tracking_code, "lowest_c": 1_100, "highest_c": 1_120}
    for _again in range(times):
        carriage.tell_of_warmth(reference=order.booking_reference, at=COURIER_AT, **facts)  # type: ignore[arg-type]
    relay()

    assert len(told()) == 2
    assert "11 °C" in letters()[0].text
    assert OrderHistory.objects.filter(order=order, reason__startswith=box.tracking_code).count() == 1
    with django_assert_num_queries(4):
        carriage.tell_of_warmth(reference=order.booking_reference, at=COURIER_AT, **facts)  # type: ignore[arg-type]


def test_told_after_the_delivery_it_still_warns_who_eats_it() -> None:
    order = news(on_the_road(), "delivered")

    got_warm(order)

    assert sorted(told()) == sorted([order.telephone, order.household.telephone])


def test_goods_that_were_refused_worry_only_the_household() -> None:
    order = news(on_the_road(), "out_for_delivery", "refused")

    got_warm(order)

    assert told() == [order.household.telephone]


def test_lost_goods_worry_nobody() -> None:
    order = news(on_the_road(), "lost")

    got_warm(order)

    assert told() == []


@pytest.mark.parametrize("reference", ["sandbox:1", "order:no-such#1", "order:{key}#7"])
def test_alarms_of_others_are_not_ours(reference: str) -> None:
    order = on_the_road()
    known = Order.objects.get(pk=order.pk).version
    if "no-such" not in reference:
        carriage.tell_of_warmth(
            reference=reference.format(key=order.key),
            tracking_code="NNV0",
            lowest_c=1,
            highest_c=2,
            at=COURIER_AT,
        )

    assert fresh(order).version == known

"""What happens when nobody answers; the clock is moved by `at`."""

from datetime import timedelta

import pytest

from marketplace.catalogue.models import Listing, Lot
from marketplace.households.models import Household
from marketplace.orders.enums import State
from marketplace.orders.models import Order, OrderHistory
from marketplace.orders.operations import accept, wake_orders
from marketplace.orders.queries import orders_left_lying
from tests.factories.households import HouseholdFactory
from tests.factories.orders import NOW, on_sale, placed_order, seller_of, weigh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def reasons_of(order: Order) -> list[str]:
    return list(OrderHistory.objects.filter(order=order).order_by("version").values_list("reason", flat=True))


def test_a_reminder_after_two_hours_the_cooperative_after_six_the_end_after_twelve() -> None:
    order = placed_order()

    assert wake_orders(at=NOW + 2 * HOUR - MINUTE) == 0
    assert wake_orders(at=NOW + 2 * HOUR) == 1
    assert wake_orders(at=NOW + 6 * HOUR - MINUTE) == 0
    assert wake_orders(at=NOW + 6 * HOUR) == 1
    assert wake_orders(at=NOW + 12 * HOUR - MINUTE) == 0
    assert wake_orders(at=NOW + 12 * HOUR) == 1
    assert wake_orders(at=NOW + 99 * HOUR) == 0

    order.refresh_from_db()
    assert order.state == State.TIMED_OUT
    assert reasons_of(order) == ["", "reminder", "cooperative", ""]
    assert Lot.objects.get().available == 100_000


def test_an_answer_stops_the_clock() -> None:
    order = placed_order()
    wake_orders(at=NOW + 2 * HOUR)
    accept(person=seller_of(order), order_key=order.key, at=NOW + 3 * HOUR)

    assert wake_orders(at=NOW + 3 * HOUR + 24 * HOUR - MINUTE) == 0


def test_an_accepted_order_that_is_not_packed_is_urged_after_a_day_and_seen_by_staff_after_two() -> None:
    order = placed_order()
    wake_orders(at=NOW + 2 * HOUR)
    accepted_at = NOW + 3 * HOUR
    accept(person=seller_of(order), order_key=order.key, at=accepted_at)

    assert wake_orders(at=accepted_at + 24 * HOUR) == 1
    assert wake_orders(at=accepted_at + 36 * HOUR - MINUTE) == 0
    assert wake_orders(at=accepted_at + 36 * HOUR) == 1
    assert wake_orders(at=accepted_at + 999 * HOUR) == 0

    order.refresh_from_db()
    assert order.state == State.ACCEPTED
    assert reasons_of(order) == ["", "reminder", "", "reminder", "cooperative"]
    assert not orders_left_lying(at=accepted_at + 48 * HOUR).exists()
    assert orders_left_lying(at=accepted_at + 48 * HOUR + MINUTE).get() == order


def test_packing_stops_the_clock() -> None:
    order = placed_order()
    accept(person=seller_of(order), order_key=order.key, at=NOW)
    wake_orders(at=NOW + 24 * HOUR)
    weigh(order, at=NOW + 25 * HOUR)

    assert wake_orders(at=NOW + 99 * HOUR) == 0
    assert not orders_left_lying(at=NOW + 99 * HOUR).exists()


def test_a_sweep_that_was_down_urges_to_pack_twice() -> None:
    order = placed_order()
    accept(person=seller_of(order), order_key=order.key, at=NOW)

    assert wake_orders(at=NOW + 40 * HOUR) == 2


def test_a_sweep_that_was_down_takes_every_step_it_missed() -> None:
    order = placed_order()

    assert wake_orders(at=NOW + 7 * HOUR) == 2

    order.refresh_from_db()
    assert (order.state, reasons_of(order)) == (State.PLACED, ["", "reminder", "cooperative"])


def test_after_the_second_miss_in_a_row_the_listing_rests() -> None:
    household = HouseholdFactory.create()
    listing, other = on_sale(household=household), on_sale(household=household)
    placed_order((listing, 1_000))
    wake_orders(at=NOW + 12 * HOUR)
    listing.refresh_from_db()
    assert listing.state == "published"

    placed_order((listing, 1_000))
    wake_orders(at=NOW + 12 * HOUR)

    listing.refresh_from_db()
    other.refresh_from_db()
    assert (listing.state, listing.pause_reason, other.state) == ("paused", "missed_orders", "published")


def test_an_answer_in_between_forgives_the_first_miss() -> None:
    listing = on_sale()
    placed_order((listing, 1_000))
    wake_orders(at=NOW + 12 * HOUR)
    answered = placed_order((listing, 1_000))
    accept(person=seller_of(answered), order_key=answered.key, at=NOW)

    placed_order((listing, 1_000))
    wake_orders(at=NOW + 12 * HOUR)

    assert Listing.objects.get(pk=listing.pk).state == "published"
    assert Household.objects.get(pk=listing.household_id).missed_orders == 1


def test_one_order_that_fails_does_not_hold_back_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken, whole = placed_order(), placed_order()
    Order.objects.filter(pk=broken.pk).update(state=State.BOOKED)

    assert wake_orders(at=NOW + 2 * HOUR) == 1

    whole.refresh_from_db()
    assert whole.reminded_at == NOW + 2 * HOUR
    assert broken.key in caplog.text


def test_a_sweep_stops_at_its_limit_and_the_next_goes_on() -> None:
    listing = on_sale()
    for _ in range(3):
        placed_order((listing, 1_000))

    assert wake_orders(at=NOW + 2 * HOUR, limit=2) == 2
    assert wake_orders(at=NOW + 2 * HOUR, limit=2) == 1

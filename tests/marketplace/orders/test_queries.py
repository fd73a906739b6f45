"""What pages read, for whom, and in how many statements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.errors import NotFound
from marketplace.households.models import Household
from marketplace.orders import queries
from marketplace.orders.enums import LineState, State
from marketplace.orders.models import Order, OrderHistory
from marketplace.people.rules import GUEST, Person
from tests.factories.households import HouseholdFactory, manager_for, member_of, owner_of, staff, stranger
from tests.factories.orders import NOW, CheckoutFactory, OrderFactory, OrderLineFactory
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def order_of(household: Household | None = None, *, lines: int = 1, **columns: Any) -> Order:
    order: Order = OrderFactory.create(household=household or HouseholdFactory.create(), **columns)
    for position in range(lines):
        OrderLineFactory.create(order=order, position=position, listing__household=order.household)
    return order


def history(order: Order, *states: str) -> None:
    """One row an hour."""
    for version, (old, new) in enumerate(zip(("", *states), states, strict=False), start=1):
        OrderHistory.objects.create(
            order=order, version=version, old=old, new=new, at=NOW + version * HOUR, actor="system:test"
        )


def statements(read: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


# The buyer's page


def test_the_timeline_says_what_is_done_where_it_is_and_what_comes() -> None:
    order = order_of(state=State.PRICED)
    history(order, "placed", "accepted", "packed", "priced")

    page = queries.order_by_secret(secret=order.secret)

    told = [(step.code, step.status) for step in page.steps]
    assert told == [
        ("placed", "done"),
        ("accepted", "done"),
        ("priced", "now"),
        ("booked", "next"),
        ("handed_over", "next"),
        ("delivered", "next"),
    ]
    assert page.steps[0].at == NOW + HOUR
    assert "thứ Sáu 12/6" in page.steps[-1].detail


def test_an_order_that_was_called_off_has_no_next_step_and_says_why() -> None:
    order = order_of(state=State.CANCELLED, cancel_reason="buyer")
    history(order, "placed", "cancelled")
    OrderHistory.objects.create(order=order, version=9, old="cancelled", new="cancelled", at=NOW, actor="x")

    page = queries.order_by_secret(secret=order.secret)

    assert [(step.code, step.status) for step in page.steps] == [("placed", "done"), ("cancelled", "trouble")]
    assert page.to_pay_dong == 0
    assert not page.can_cancel


def test_weight_ordered_and_packed_and_the_money_back() -> None:
    order = order_of(state=State.ASKING_BUYER)
    order.lines.update(packed_base=4_000, state=LineState.SHORT)

    page = queries.order_by_secret(secret=order.secret)

    [line] = page.short_lines
    assert (line.quantity, line.packed_base) == (5_000, 4_000)
    assert page.to_pay_dong == 180_000


def test_a_placed_order_can_be_cancelled_and_an_accepted_one_cannot() -> None:
    assert queries.order_by_secret(secret=order_of(state=State.PLACED).secret).can_cancel
    assert not queries.order_by_secret(secret=order_of(state=State.ACCEPTED).secret).can_cancel


def test_only_the_right_secret_opens_a_page() -> None:
    order = order_of()
    for wrong in ("", "x", order.answer_secret, order.key):
        with pytest.raises(NotFound):
            queries.order_by_secret(secret=wrong)
    with pytest.raises(NotFound):
        queries.order_to_answer(secret=order.secret)
    with pytest.raises(NotFound):
        queries.checkout_by_secret(secret=order.secret)

    assert queries.order_to_answer(secret=order.answer_secret) == order
    assert queries.checkout_by_secret(secret=order.checkout.secret).orders.get() == order


def test_the_account_that_ordered_reads_its_order_and_nobody_else() -> None:
    account = AccountFactory.create()
    order = order_of(checkout=CheckoutFactory.create(account=account))

    assert queries.order_page(person=Person(account=account), order_key=order.key).order == order
    assert queries.checkout_for_buyer(person=Person(account=account), checkout_key=order.checkout.key).pk
    for somebody in (stranger(), GUEST, owner_of(order.household)):
        with pytest.raises(NotFound):
            queries.order_page(person=somebody, order_key=order.key)
        with pytest.raises(NotFound):
            queries.checkout_for_buyer(person=somebody, checkout_key=order.checkout.key)


# The household's pages


def test_work_of_the_day_the_most_urgent_first() -> None:
    household = HouseholdFactory.create()
    later = order_of(household, state=State.PLACED, due_at=NOW + 5 * HOUR)
    packing = order_of(household, state=State.ACCEPTED)
    urgent = order_of(household, state=State.PLACED, due_at=NOW - HOUR)
    asking = order_of(household, state=State.ASKING_BUYER, due_at=NOW)
    refused = order_of(household, state=State.PRICED, booking_refusal="BOOKING_REFUSED")
    waiting = order_of(household, state=State.BOOKED)
    for state in (State.DELIVERED, State.AWAITING_CARD, State.CANCELLED, State.HANDED_OVER):
        order_of(household, state=state)
    order_of(state=State.PLACED)

    work = queries.work_of_the_day(person=owner_of(household), household_key=household.key, at=NOW)

    assert [(decision.kind, decision.order) for decision in work] == [
        ("ANSWER", urgent),
        ("ANSWER", later),
        ("PACK", packing),
        ("HAND_OVER", waiting),
        ("BOOKING_REFUSED", refused),
        ("WAIT_FOR_BUYER", asking),
    ]
    assert [decision.late for decision in work[:2]] == [True, False]


@pytest.mark.parametrize("somebody", [owner_of, member_of, manager_for, lambda _household: staff()])
def test_those_who_act_for_the_household_read_its_orders(somebody: Callable[[Household], Person]) -> None:
    order = order_of()
    person = somebody(order.household)

    assert queries.order_for_household(person=person, order_key=order.key) == order
    assert queries.orders_of_household(person=person, household_key=order.household.key) == [order]
    assert queries.work_of_the_day(person=person, household_key=order.household.key, at=NOW)


@pytest.mark.parametrize(
    "somebody",
    [
        lambda _household: stranger(),
        lambda _household: GUEST,
        lambda household: manager_for(household, consent=False),
    ],
)
def test_others_do_not(somebody: Callable[[Household], Person]) -> None:
    order = order_of()
    person = somebody(order.household)

    with pytest.raises(NotFound):
        queries.order_for_household(person=person, order_key=order.key)
    with pytest.raises(NotFound):
        queries.work_of_the_day(person=person, household_key=order.household.key, at=NOW)
    assert queries.orders_of_household(person=person, household_key=order.household.key) == []


def test_pages_of_orders_follow_each_other_without_gap() -> None:
    household = HouseholdFactory.create()
    orders = [order_of(household, placed_at=NOW + (number // 2) * HOUR) for number in range(5)]
    person = owner_of(household)

    first = queries.orders_of_household(person=person, household_key=household.key, first=2)
    rest = queries.orders_of_household(
        person=person, household_key=household.key, after=(first[-1].placed_at, first[-1].pk)
    )

    assert first + rest == orders[::-1]


def test_orders_by_state_and_of_an_account() -> None:
    account = AccountFactory.create()
    bought = order_of(checkout=CheckoutFactory.create(account=account))
    other = order_of(bought.household, state=State.DELIVERED)

    person = owner_of(bought.household)
    key = bought.household.key
    assert queries.orders_of_household(person=person, household_key=key, states=["delivered"]) == [other]
    assert queries.orders_of_account(account=account) == [bought]


# Statements


@pytest.mark.parametrize("number", [1, 3])
def test_an_order_page_takes_five_statements(number: int) -> None:
    """Order, lines, history, boxes; tracking only once it is booked."""
    order = order_of(lines=number)
    history(order, "placed", "accepted")

    assert statements(lambda: queries.order_by_secret(secret=order.secret)) == 4


@pytest.mark.parametrize("number", [1, 3])
def test_a_checkout_page_takes_three_statements(number: int) -> None:
    checkout = CheckoutFactory.create()
    for _ in range(number):
        order_of(checkout=checkout)

    def read() -> None:
        for order in queries.checkout_by_secret(secret=checkout.secret).orders.all():
            assert order.household.name
            assert [line.listing.slug for line in order.lines.all()]

    assert statements(read) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_work_of_the_day_takes_three_statements(number: int) -> None:
    household = HouseholdFactory.create()
    for _ in range(number):
        order_of(household, lines=number)
    person = owner_of(household)

    def read() -> None:
        for decision in queries.work_of_the_day(person=person, household_key=household.key, at=NOW):
            assert [line.title for line in decision.lines]
            assert decision.order.checkout.name

    assert statements(read) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_lists_of_orders_take_two_statements(number: int) -> None:
    account = AccountFactory.create()
    household = HouseholdFactory.create()
    for _ in range(number):
        order_of(household, lines=number, checkout=CheckoutFactory.create(account=account))
    person = owner_of(household)

    assert statements(lambda: queries.orders_of_account(account=account)) == 2
    assert statements(lambda: queries.orders_of_household(person=person, household_key=household.key)) == 2


def test_what_a_household_accepted_and_left_lying_waits_for_staff() -> None:
    lying = order_of(state=State.ACCEPTED, moved_at=NOW)
    order_of(state=State.ACCEPTED, moved_at=NOW + 24 * HOUR)
    order_of(state=State.PLACED, moved_at=NOW)
    order_of(state=State.BOOKED, moved_at=NOW)

    assert list(queries.orders_left_lying(at=NOW + 49 * HOUR)) == [lying]

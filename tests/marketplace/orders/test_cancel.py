"""The buyer cancels freely until the household accepts."""

from datetime import timedelta

import pytest

from kernel.errors import NotFound
from marketplace.catalogue.models import Lot
from marketplace.orders.enums import State
from marketplace.orders.operations import accept, cancel_by_buyer
from marketplace.orders.refusals import NotCancellable
from marketplace.people.rules import GUEST, Person
from tests.factories.households import owner_of, stranger
from tests.factories.orders import NOW, placed_order
from tests.factories.people import AccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
LATER = NOW + timedelta(minutes=5)


def test_by_the_link_the_goods_come_back_and_nothing_is_charged() -> None:
    order = placed_order()

    cancelled = cancel_by_buyer(secret=order.secret, at=LATER)

    assert (cancelled.state, cancelled.cancel_reason, cancelled.charged_dong) == (State.CANCELLED, "buyer", 0)
    assert Lot.objects.get().available == 100_000


@pytest.mark.parametrize("payment", ["cash", "card"])
def test_twice_changes_nothing(payment: str) -> None:
    order = placed_order(payment=payment)

    first = cancel_by_buyer(secret=order.secret, at=LATER)
    second = cancel_by_buyer(secret=order.secret, at=LATER)

    assert first.version == second.version == 2
    assert Lot.objects.get().available == 100_000


def test_the_account_that_ordered_may_and_others_may_not() -> None:
    account = AccountFactory.create()
    order = placed_order(person=Person(account=account), telephone=account.telephone)

    for somebody in (stranger(), GUEST, owner_of(order.household), None):
        with pytest.raises(NotFound):
            cancel_by_buyer(person=somebody, order_key=order.key, at=LATER)

    assert (
        cancel_by_buyer(person=Person(account=account), order_key=order.key, at=LATER).state
        == State.CANCELLED
    )


def test_the_households_link_does_not_cancel() -> None:
    with pytest.raises(NotFound):
        cancel_by_buyer(secret=placed_order().answer_secret, at=LATER)


def test_not_after_the_household_accepted() -> None:
    order = placed_order()
    accept(person=owner_of(order.household), order_key=order.key, at=LATER)

    with pytest.raises(NotCancellable):
        cancel_by_buyer(secret=order.secret, at=LATER)

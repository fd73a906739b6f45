"""The household's answer: by whom, twice, too late, by the link."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kernel.audit.models import AuditRecord
from kernel.errors import NotFound
from marketplace.catalogue.models import Lot
from marketplace.households.models import Household
from marketplace.orders.enums import State
from marketplace.orders.models import Order, OrderHistory
from marketplace.orders.operations import accept, answer_by_secret, cancel_by_buyer, decline, wake_orders
from marketplace.orders.refusals import AlreadyAnswered, AnswerTooLate
from marketplace.people.rules import GUEST, Person
from tests.factories.households import manager_for, member_of, owner_of, staff, stranger
from tests.factories.orders import NOW, placed_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]

Somebody = Callable[[Household], Person]
LATER = NOW + timedelta(minutes=20)


def left_of(order: Order) -> int:
    return Lot.objects.get(listing=order.lines.get().listing).available


@pytest.mark.parametrize("somebody", [owner_of, member_of, manager_for, lambda _household: staff()])
def test_the_owner_a_member_the_cooperative_and_staff_may_answer(somebody: Somebody) -> None:
    order = placed_order()
    person = somebody(order.household)

    accepted = accept(person=person, order_key=order.key, at=LATER)

    assert accepted.state == State.ACCEPTED
    assert accepted.accepted_at == LATER
    last = OrderHistory.objects.get(order=order, version=2)
    assert (last.old, last.new, last.actor) == ("placed", "accepted", person.actor)


@pytest.mark.parametrize(
    "somebody",
    [
        lambda household: manager_for(household, consent=False),
        lambda _household: stranger(),
        lambda _household: GUEST,
    ],
)
def test_a_cooperative_without_consent_a_stranger_and_nobody_may_not(somebody: Somebody) -> None:
    order = placed_order()
    person = somebody(order.household)

    for answer in (accept, decline):
        with pytest.raises(NotFound):
            answer(person=person, order_key=order.key, at=LATER)

    order.refresh_from_db()
    assert order.state == State.PLACED


def test_the_audit_says_for_whom_the_cooperative_acts() -> None:
    order = placed_order()

    accept(person=manager_for(order.household), order_key=order.key, at=LATER)

    record = AuditRecord.objects.get(action="order.accepted")
    assert (record.subject, record.acting_for) == (f"order:{order.key}", f"household:{order.household.key}")


def test_declining_gives_the_goods_back() -> None:
    order = placed_order()

    decline(person=owner_of(order.household), order_key=order.key, at=LATER)

    order.refresh_from_db()
    assert order.state == State.DECLINED
    assert (order.charged_dong, order.money_back_dong) == (0, order.agreed_dong)
    assert left_of(order) == 100_000


def test_the_link_answers_without_signing_in() -> None:
    order = placed_order()

    assert answer_by_secret(secret=order.answer_secret, accepted=True, at=LATER).state == State.ACCEPTED
    assert OrderHistory.objects.get(order=order, version=2).actor == f"household:{order.household.key}"


def test_the_buyers_link_does_not_answer_for_the_household() -> None:
    order = placed_order()

    with pytest.raises(NotFound):
        answer_by_secret(secret=order.secret, accepted=True, at=LATER)


@pytest.mark.parametrize("accepted", [True, False])
def test_the_same_answer_twice_changes_nothing(accepted: bool) -> None:
    order = placed_order()

    answer_by_secret(secret=order.answer_secret, accepted=accepted, at=LATER)
    again = answer_by_secret(secret=order.answer_secret, accepted=accepted, at=LATER)

    assert again.version == 2
    assert OrderHistory.objects.filter(order=order).count() == 2


def test_another_answer_after_the_first_says_what_was_answered() -> None:
    order = placed_order()
    answer_by_secret(secret=order.answer_secret, accepted=False, at=LATER)

    with pytest.raises(AlreadyAnswered) as refused:
        answer_by_secret(secret=order.answer_secret, accepted=True, at=LATER)

    assert refused.value.data["state"] == State.DECLINED
    assert "hết hàng" in refused.value.text


def test_an_answer_after_the_buyer_cancelled_says_so() -> None:
    order = placed_order()
    cancel_by_buyer(secret=order.secret, at=LATER)

    with pytest.raises(AlreadyAnswered):
        accept(person=owner_of(order.household), order_key=order.key, at=LATER)


def test_an_answer_after_twelve_hours_is_too_late() -> None:
    order = placed_order()
    wake_orders(at=NOW + timedelta(hours=12))

    with pytest.raises(AnswerTooLate):
        accept(person=owner_of(order.household), order_key=order.key, at=NOW + timedelta(hours=13))


def test_an_order_that_waits_for_its_card_cannot_be_answered() -> None:
    order = placed_order(payment="card")

    with pytest.raises(AlreadyAnswered):
        accept(person=owner_of(order.household), order_key=order.key, at=LATER)

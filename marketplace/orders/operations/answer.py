"""The household's answer: "Có hàng" or "Hết hàng"."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from marketplace.households.operations import clear_missed_orders
from marketplace.orders.enums import State
from marketplace.orders.models import Order
from marketplace.orders.operations.calling_off import call_off
from marketplace.orders.refusals import AlreadyAnswered, AnswerTooLate
from marketplace.orders.rules import household_by_link, seller, sells
from marketplace.orders.states import Doer, lock_order, move
from marketplace.people.rules import Person


@transaction.atomic
def accept(*, person: Person, order_key: str, at: datetime) -> Order:
    """A member of the household, its cooperative (with consent) or staff accepts. Twice changes nothing."""
    order = lock_order(sells(person, order_key=order_key))
    return _answer(order, State.ACCEPTED, doer=seller(person, order), at=at)


@transaction.atomic
def decline(*, person: Person, order_key: str, at: datetime) -> Order:
    """The household does not sell: stock and money come back. Twice changes nothing."""
    order = lock_order(sells(person, order_key=order_key))
    return _answer(order, State.DECLINED, doer=seller(person, order), at=at)


@transaction.atomic
def answer_by_secret(*, secret: str, accepted: bool, at: datetime) -> Order:
    """The same by the household's link, without signing in. `secret` is `Order.answer_secret`."""
    order = lock_order(Q(answer_secret=secret))
    to = State.ACCEPTED if accepted else State.DECLINED
    return _answer(order, to, doer=household_by_link(order), at=at)


def _answer(order: Order, to: State, *, doer: Doer, at: datetime) -> Order:
    """As long as nobody has called the order off an answer counts, even when a sweep is late."""
    if order.state == to:
        return order
    if order.state == State.TIMED_OUT:
        raise AnswerTooLate(state=order.state, state_text=order.get_state_display())
    if order.state != State.PLACED:
        raise AlreadyAnswered(state=order.state, state_text=order.get_state_display())
    if to == State.ACCEPTED:
        move(order, to, doer=doer, at=at, accepted_at=at)
    else:
        call_off([order], to, doer=doer, at=at)
    clear_missed_orders(household_id=order.household_id)
    return order

"""The table of moves, and the one function that walks it."""

import pytest
from django.db.models import Q

from kernel.outbox.models import EventRecord
from kernel.states import ForbiddenMove
from marketplace.orders.enums import CALLED_OFF, ENDS, MOVES, State
from marketplace.orders.models import Order, OrderHistory
from marketplace.orders.states import EVENT_OF, SYSTEM, lock_order, move
from tests.factories.orders import NOW, OrderFactory

pytestmark = pytest.mark.django_db

ALLOWED = sorted((old, new) for old, onward in MOVES.items() for new in onward)


def locked(state: State) -> Order:
    return lock_order(Q(pk=OrderFactory.create(state=state).pk))


def test_every_state_has_an_entry_and_an_event() -> None:
    assert set(MOVES) == set(EVENT_OF) == set(State)
    assert CALLED_OFF < ENDS


def test_every_state_is_reached_from_the_first_two() -> None:
    reached, wave = set(), {State.AWAITING_CARD}
    while wave:
        reached |= wave
        wave = {new for old in wave for new in MOVES[old]} - reached

    assert reached == set(State)


@pytest.mark.parametrize(("old", "new"), ALLOWED)
def test_an_allowed_move_counts_the_version_writes_history_and_announces(old: State, new: State) -> None:
    order = locked(old)

    move(order, new, doer=SYSTEM, at=NOW, reason="why")

    row = OrderHistory.objects.get(order=order)
    assert (row.version, row.old, row.new, row.actor, row.reason) == (2, old, new, "system:orders", "why")
    event = EventRecord.objects.get()
    assert (event.name, event.version, event.aggregate_key) == (EVENT_OF[new].__name__, 2, order.key)
    order.refresh_from_db()
    assert (order.state, order.version) == (new, 2)


@pytest.mark.parametrize("old", State)
def test_a_forbidden_move_changes_nothing(old: State) -> None:
    order = locked(old)

    for new in set(State) - MOVES[old]:
        with pytest.raises(ForbiddenMove):
            move(order, new, doer=SYSTEM, at=NOW)

    order.refresh_from_db()
    assert (order.state, order.version) == (old, 1)
    assert not EventRecord.objects.exists()

import pytest
from django.db.models import TextChoices
from hypothesis import given
from hypothesis import strategies as st

from kernel.states import (
    ForbiddenMove,
    MovesIncomplete,
    allow_moves,
    check_move,
    is_final,
    may_move,
    moves_of,
    registry,
)


class Door(TextChoices):
    OPEN = "open"
    SHUT = "shut"
    WALLED = "walled"


MOVES = {Door.OPEN: {Door.SHUT}, Door.SHUT: {Door.OPEN, Door.WALLED}, Door.WALLED: set[Door]()}


@pytest.fixture(autouse=True)
def door():
    allow_moves(Door, MOVES)
    yield
    from kernel import states

    states._registry.pop(Door)


@given(st.sampled_from(Door), st.sampled_from(Door))
def test_a_move_is_allowed_or_refused_as_the_table_says(old, new):
    if new in MOVES[old]:
        check_move(old.value, new)
        assert may_move(old, new)
    else:
        with pytest.raises(ForbiddenMove) as refused:
            check_move(old.value, new)
        assert refused.value.data == {"states": "Door", "old": old.value, "new": new.value}


def test_a_table_that_forgets_a_state_is_a_programming_error():
    with pytest.raises(MovesIncomplete, match="WALLED"):
        allow_moves(Door, {Door.OPEN: (), Door.SHUT: ()})


def test_the_registry_shows_every_table():
    assert registry()[Door] == moves_of(Door)
    assert is_final(Door.WALLED)
    assert not is_final(Door.OPEN)


def test_a_text_that_is_no_state_is_not_moved():
    with pytest.raises(ValueError, match="ajar"):
        check_move("ajar", Door.OPEN)

"""Allowed moves: a table beside each enum of states, checked by whoever changes one.

class ParcelState(TextChoices):
    PACKED = "packed"
    SENT = "sent"

allow_moves(ParcelState, {ParcelState.PACKED: {ParcelState.SENT}, ParcelState.SENT: ()})
check_move(parcel.state, ParcelState.SENT)
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal

State = TypeVar("State", bound=TextChoices)
Table: TypeAlias = "Mapping[TextChoices, frozenset[TextChoices]]"

_registry: dict[type[TextChoices], Table] = {}


class ForbiddenMove(Refusal):
    code = "FORBIDDEN_MOVE"
    message = _("Việc này không còn làm được nữa: trạng thái đã đổi.")


class MovesIncomplete(Exception):
    """A programming error: a state without an entry in its table of moves."""


def allow_moves(states: type[State], moves: Mapping[State, Iterable[State]]) -> type[State]:
    """Publish the table of `states`: from each state, even the last ones, the states it may become."""
    if missing := [state.name for state in states if state not in moves]:
        raise MovesIncomplete(f"{states.__qualname__} says nothing of {', '.join(missing)}")
    _registry[states] = {state: frozenset(moves[state]) for state in states}
    return states


def moves_of(states: type[State]) -> Table:
    return _registry[states]


def may_move(old: str, new: TextChoices) -> bool:
    """`old` may be the plain text of a column."""
    states = type(new)
    return new in _registry[states][states(old)]


def check_move(old: str, new: TextChoices) -> None:
    """Raises ForbiddenMove, which carries both states."""
    if not may_move(old, new):
        raise ForbiddenMove(states=type(new).__name__, old=str(old), new=new.value)


def is_final(state: TextChoices) -> bool:
    return not _registry[type(state)][state]


def registry() -> dict[type[TextChoices], Table]:
    """Every published table, for the test that walks them all."""
    return dict(_registry)

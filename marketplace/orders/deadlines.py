"""How long who may think, and the next instant at which a sweep must look at an order in each state."""

from datetime import datetime, timedelta
from typing import NamedTuple

from marketplace.orders.enums import State

CARD_MINUTES = 15
REMIND_AFTER = timedelta(hours=2)
ESCALATE_AFTER = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(hours=12)
BUYER_ANSWERS_WITHIN = timedelta(hours=2)
CARD_WITHIN = timedelta(minutes=CARD_MINUTES)
MISSES_UNTIL_PAUSE = 2
PACK_REMIND_AFTER = timedelta(hours=24)
PACK_ESCALATE_AFTER = timedelta(hours=36)
PACK_STAFF_AFTER = timedelta(hours=48)
"""Nobody but a person ends an order that was accepted: it may stand packed in the yard already."""


class Deadline(NamedTuple):
    """`due_at` is what people are told; at `wake_at` a sweep does the next thing."""

    due_at: datetime | None
    wake_at: datetime | None


def deadline_of(state: State, *, at: datetime) -> Deadline:
    """The deadline of an order that enters `state` now."""
    if state == State.AWAITING_CARD:
        return Deadline(at + CARD_WITHIN, at + CARD_WITHIN)
    if state == State.PLACED:
        return Deadline(at + GIVE_UP_AFTER, at + REMIND_AFTER)
    if state == State.ACCEPTED:
        return Deadline(None, at + PACK_REMIND_AFTER)
    if state == State.ASKING_BUYER:
        return Deadline(at + BUYER_ANSWERS_WITHIN, at + BUYER_ANSWERS_WITHIN)
    return Deadline(None, None)

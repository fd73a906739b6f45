"""What is known of a card payment, and what follows from it. Pure: the order of the facts does not matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from marketplace.payments.enums import CardState, FactKind


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is true at the provider, named by the provider's id of the charge, refund or intent.
    `amount` is in minor units of `currency`.
    """

    kind: FactKind
    provider_ref: str
    amount: int = 0
    currency: str = "VND"
    reason: str = ""
    ends_at: datetime | None = None
    reference: str = ""
    order_reference: str = ""


class Known(Protocol):
    """A fact, or the row of one."""

    @property
    def kind(self) -> str: ...
    @property
    def provider_ref(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True)
class Standing:
    """Amounts in minor units of the payment's currency. `authorised` is what is held now: nothing once it
    was taken or let go.
    """

    state: CardState
    authorised: int
    captured: int
    refunded: int
    refusal: str


# The first of these that is known decides: money that was taken outweighs everything, a hold outweighs the
# refusals before it.
_DECIDING = (
    (FactKind.CAPTURED, CardState.CAPTURED),
    (FactKind.CAPTURE_REFUSED, CardState.CAPTURE_REFUSED),
    (FactKind.ENDED, CardState.ENDED),
    (FactKind.CANCELLED, CardState.CANCELLED),
    (FactKind.AUTHORISED, CardState.AUTHORISED),
    (FactKind.REFUSED, CardState.REFUSED),
)
ENDS = frozenset({CardState.CAPTURED, CardState.CAPTURE_REFUSED, CardState.ENDED, CardState.CANCELLED})
CLOSED = ENDS - {CardState.CAPTURED}


def standing(facts: Iterable[Known]) -> Standing:
    known = list(facts)
    state = _state({fact.kind for fact in known})
    return Standing(
        state=state,
        authorised=_most(known, FactKind.AUTHORISED) if state == CardState.AUTHORISED else 0,
        captured=_most(known, FactKind.CAPTURED),
        refunded=_refunded(known),
        refusal=_refusal(known, state),
    )


def _state(kinds: set[str]) -> CardState:
    return next((state for kind, state in _DECIDING if kind in kinds), CardState.OPEN)


def _most(known: list[Known], kind: FactKind) -> int:
    return max((fact.amount for fact in known if fact.kind == kind), default=0)


def _refunded(known: list[Known]) -> int:
    failed = {fact.provider_ref for fact in known if fact.kind == FactKind.REFUND_FAILED}
    return sum(
        fact.amount for fact in known if fact.kind == FactKind.REFUNDED and fact.provider_ref not in failed
    )


def _refusal(known: list[Known], state: CardState) -> str:
    """The reason that belongs to the state; of several refused attempts the last one known."""
    kinds = {kind for kind, name in _DECIDING if name == state and kind != FactKind.AUTHORISED}
    return next((fact.reason for fact in reversed(known) if fact.kind in kinds), "")

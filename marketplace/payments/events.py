"""What happened to a card payment or a payout.

Card events: aggregate "card", key = the checkout's key. Each is announced once for each fact, whatever
road the news took (answer, webhook, sweep). `amount` is in minor units of `currency`.
"""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class CardEvent(Event):
    aggregate: ClassVar[str] = "card"
    abstract: ClassVar[bool] = True

    amount: int = 0
    currency: str = "VND"

    @property
    def checkout_key(self) -> str:
        return self.aggregate_key


@dataclass(frozen=True, kw_only=True)
class CardAuthorised(CardEvent):
    """The buyer's bank holds `amount` for us until `ends_at` (ISO 8601, UTC; empty when the provider
    did not say).
    """

    ends_at: str = ""


@dataclass(frozen=True, kw_only=True)
class CardRefused(CardEvent):
    """One attempt was refused; the buyer may try again, or another card. `reason` is the provider's code."""

    informational: ClassVar[bool] = True

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CardCaptured(CardEvent):
    """The money is ours; parcels of the checkout may leave. A payment that is taken at once says this and
    nothing before it.
    """


@dataclass(frozen=True, kw_only=True)
class CardCaptureRefused(CardEvent):
    """Nothing was taken, and nothing will be: the checkout's orders must be called off and their stock
    given back.
    """

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CardRefunded(CardEvent):
    """`reference` is the one given to `cards.refund`, or the provider's own id for a refund made
    elsewhere.
    """

    informational: ClassVar[bool] = True

    reference: str = ""
    order_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class CardRefundFailed(CardEvent):
    """The provider could not pay the refund out; staff must find another way. The ledger owes the buyer
    again.
    """

    informational: ClassVar[bool] = True

    reference: str = ""
    order_reference: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CardCancelled(CardEvent):
    """The hold was let go before anything was taken, at our wish or the provider's staff's."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CardAuthorisationEnding(CardEvent):
    """Nothing was captured yet and the hold ends at `ends_at`: capture what is agreed now, or cancel.

    Announced 24 hours before; two hours before the end payments cancels by itself.
    """

    ends_at: str = ""


@dataclass(frozen=True, kw_only=True)
class CardAuthorisationEnded(CardEvent):
    """The hold ran out without a capture: the money is no longer there."""


@dataclass(frozen=True, kw_only=True)
class PayoutEvent(Event):
    """Aggregate "payout", key = `Payout.key`."""

    aggregate: ClassVar[str] = "payout"
    abstract: ClassVar[bool] = True
    informational: ClassVar[bool] = True

    household_key: str
    amount_dong: int


@dataclass(frozen=True, kw_only=True)
class PayoutSent(PayoutEvent): ...


@dataclass(frozen=True, kw_only=True)
class PayoutConfirmed(PayoutEvent): ...


@dataclass(frozen=True, kw_only=True)
class PayoutReturned(PayoutEvent):
    """The bank gave the money back (or staff withdrew the row before it was sent): its payables are open
    again.
    """

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ProviderMessageStored(Event):
    """A webhook lies in the table, verified; the relay processes it. Key = the provider's event id."""

    aggregate: ClassVar[str] = "provider_message"


@dataclass(frozen=True, kw_only=True)
class CardCallWanted(Event):
    """A wish is written down; the relay asks the provider. Key = `CardCall.key`."""

    aggregate: ClassVar[str] = "card_call"

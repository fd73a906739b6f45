"""Opening an intent while the buyer waits, and asking for its state when the buyer comes back from the
bank.
"""

from dataclasses import dataclass
from datetime import datetime

from marketplace.payments.enums import CardState


@dataclass(frozen=True)
class CardIntent:
    """What the page that takes the card needs."""

    checkout_key: str
    client_secret: str
    publishable_key: str
    script_url: str
    amount_dong: int
    state: CardState


def open_intent(*, checkout_key: str, amount_dong: int, at: datetime) -> CardIntent:
    """The checkout's one intent, to be authorised for `amount_dong` (the agreed maximum). Repeatable;
    outside a transaction.

    Raises CardPaymentsOff, CardAmountChanged, CardPaymentClosed, CardProviderDown (retry).
    """
    raise NotImplementedError


def refresh(*, checkout_key: str, at: datetime) -> CardState:
    """Ask the provider now, so that the page need not wait for the webhook. Outside a transaction; the
    state known so far when the provider does not answer. Raises UnknownCardPayment.
    """
    raise NotImplementedError

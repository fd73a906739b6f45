"""Opening an intent while the buyer waits, and asking for its state when the buyer comes back from the
bank.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kernel.database import in_transaction
from marketplace.payments.cards.looking import look
from marketplace.payments.cards.wishes import ONCE
from marketplace.payments.enums import CallKind, CallState, Capture, CardState
from marketplace.payments.facts import ENDS
from marketplace.payments.models import CardCall, CardPayment
from marketplace.payments.providers.stripe import gateway
from marketplace.payments.providers.stripe.currencies import TAKEN
from marketplace.payments.refusals import (
    CardAmountChanged,
    CardCurrencyUnknown,
    CardPaymentClosed,
    CardPaymentsOff,
    CardProviderDown,
    CardProviderRefused,
    InsideTransaction,
    UnknownCardPayment,
)

FIRST_LOOK_SECONDS = 30


@dataclass(frozen=True)
class CardIntent:
    """What the page that takes the card needs."""

    checkout_key: str
    client_secret: str
    publishable_key: str
    script_url: str
    amount: int
    currency: str
    state: CardState


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a checkout's payment is to be, once and for all."""

    amount: int
    currency: str
    capture: Capture
    shares: dict[str, int]


def open_intent(
    *,
    checkout_key: str,
    amount: int,
    at: datetime,
    currency: str = "VND",
    capture: Capture = Capture.HELD,
    shares: Mapping[str, int] | None = None,
) -> CardIntent:
    """The checkout's one intent. Repeatable with the same wish; outside a transaction.

    HELD: to be authorised for `amount` (the agreed maximum), captured later. AT_ONCE: taken as soon as
    the buyer pays; `shares` ({"abroad:<key>": amount}, which sum to `amount`) say whose it is. `amount` is
    in minor units of `currency`.

    Raises CardPaymentsOff, CardCurrencyUnknown, CardAmountChanged, CardPaymentClosed, CardProviderDown
    (retry), CardProviderRefused.
    """
    if in_transaction():
        raise InsideTransaction
    if not settings.CARD_PAYMENTS:
        raise CardPaymentsOff
    asked = Asked(amount=amount, currency=currency, capture=capture, shares=dict(shares or {}))
    _check(asked)
    payment, call = _written(checkout_key, asked, at=at)
    if payment.provider_id is None:
        payment = _create(payment, call, at=at)
    return CardIntent(
        checkout_key=checkout_key,
        client_secret=payment.client_secret,
        publishable_key=settings.STRIPE_PUBLISHABLE_KEY,
        script_url=settings.STRIPE_JS_URL,
        amount=payment.amount,
        currency=payment.currency,
        state=CardState(payment.state),
    )


def _check(asked: Asked) -> None:
    if asked.currency not in TAKEN:
        raise CardCurrencyUnknown(currency=asked.currency)
    if asked.shares and (sum(asked.shares.values()) != asked.amount or min(asked.shares.values()) < 0):
        raise ValueError(f"shares {asked.shares} are not {asked.amount}")


def refresh(*, checkout_key: str, at: datetime) -> CardState:
    """Ask the provider now, so that the page need not wait for the webhook. Outside a transaction; the state
    known so far when the provider does not answer. Raises UnknownCardPayment.
    """
    payment = CardPayment.objects.filter(checkout_key=checkout_key).first()
    if payment is None:
        raise UnknownCardPayment
    if payment.provider_id is not None and payment.state not in ENDS:
        look(payment, at=at)
        payment.refresh_from_db()
    return CardState(payment.state)


@transaction.atomic
def _written(checkout_key: str, asked: Asked, *, at: datetime) -> tuple[CardPayment, CardCall]:
    """The row and the wish to create it stand before anybody is asked."""
    terms = {"amount": asked.amount, "currency": asked.currency, "capture": asked.capture}
    payment, _fresh = CardPayment.objects.get_or_create(
        checkout_key=checkout_key, defaults={**terms, "opened_at": at}
    )
    payment = CardPayment.objects.select_for_update().get(pk=payment.pk)
    if any(getattr(payment, name) != value for name, value in terms.items()):
        raise CardAmountChanged
    if payment.state in ENDS or payment.calls.filter(kind=CallKind.CANCEL).exists():
        raise CardPaymentClosed
    call, _fresh = CardCall.objects.get_or_create(
        payment=payment,
        kind=CallKind.CREATE,
        reference=ONCE,
        defaults={
            "amount": asked.amount,
            "shares": asked.shares,
            "state": CallState.DONE,  # asked while the buyer waits, never by the sweep
            "asked_at": at,
            "try_at": at,
        },
    )
    if call.shares != asked.shares:
        raise CardAmountChanged
    return payment, call


def _create(payment: CardPayment, call: CardCall, *, at: datetime) -> CardPayment:
    """The same key every time, so that a lost answer and a second tab give the same intent."""
    try:
        created = gateway.create(call, payment)
    except gateway.ProviderDown as down:
        if down.server_error:
            CardCall.objects.filter(pk=call.pk, generation=call.generation).update(
                generation=call.generation + 1
            )
        raise CardProviderDown from down
    except gateway.ProviderRefused as no:
        raise CardProviderRefused from no
    return _created(payment, call, created, at=at)


@transaction.atomic
def _created(payment: CardPayment, call: CardCall, created: gateway.Created, *, at: datetime) -> CardPayment:
    payment = CardPayment.objects.select_for_update().get(pk=payment.pk)
    if payment.provider_id is None:
        payment.provider_id = created.provider_id
        payment.client_secret = created.client_secret
        payment.look_at = at + timedelta(seconds=FIRST_LOOK_SECONDS)
        payment.save(update_fields=["provider_id", "client_secret", "look_at"])
        CardCall.objects.filter(pk=call.pk).update(provider_id=created.provider_id, done_at=at)
    if payment.state in ENDS:
        raise CardPaymentClosed
    return payment

"""Opening an intent while the buyer waits, and asking for its state when the buyer comes back from the
bank.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kernel.database import in_transaction
from marketplace.payments.cards.looking import look
from marketplace.payments.cards.wishes import ONCE
from marketplace.payments.enums import CallKind, CallState, CardState
from marketplace.payments.facts import ENDS
from marketplace.payments.models import CardCall, CardPayment
from marketplace.payments.providers.stripe import gateway
from marketplace.payments.refusals import (
    CardAmountChanged,
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
    amount_dong: int
    state: CardState


def open_intent(*, checkout_key: str, amount_dong: int, at: datetime) -> CardIntent:
    """The checkout's one intent, to be authorised for `amount_dong` (the agreed maximum). Repeatable;
    outside a transaction.

    Raises CardPaymentsOff, CardAmountChanged, CardPaymentClosed, CardProviderDown (retry),
    CardProviderRefused.
    """
    if in_transaction():
        raise InsideTransaction
    if not settings.CARD_PAYMENTS:
        raise CardPaymentsOff
    payment, call = _written(checkout_key, amount_dong, at=at)
    if payment.provider_id is None:
        payment = _create(payment, call, at=at)
    return CardIntent(
        checkout_key=checkout_key,
        client_secret=payment.client_secret,
        publishable_key=settings.STRIPE_PUBLISHABLE_KEY,
        script_url=settings.STRIPE_JS_URL,
        amount_dong=payment.amount_dong,
        state=CardState(payment.state),
    )


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
def _written(checkout_key: str, amount_dong: int, *, at: datetime) -> tuple[CardPayment, CardCall]:
    """The row and the wish to create it stand before anybody is asked."""
    payment, _fresh = CardPayment.objects.get_or_create(
        checkout_key=checkout_key, defaults={"amount_dong": amount_dong, "opened_at": at}
    )
    payment = CardPayment.objects.select_for_update().get(pk=payment.pk)
    if payment.amount_dong != amount_dong:
        raise CardAmountChanged
    if payment.state in ENDS or payment.calls.filter(kind=CallKind.CANCEL).exists():
        raise CardPaymentClosed
    call, _fresh = CardCall.objects.get_or_create(
        payment=payment,
        kind=CallKind.CREATE,
        reference=ONCE,
        defaults={
            "amount_dong": amount_dong,
            "state": CallState.DONE,  # asked while the buyer waits, never by the sweep
            "asked_at": at,
            "try_at": at,
        },
    )
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

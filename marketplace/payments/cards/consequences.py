"""What a new fact brings about: entries in the ledger, calls that are no longer needed, one event at most."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from marketplace.payments import postings
from marketplace.payments.enums import CallKind, CallState, Capture, CardState, FactKind
from marketplace.payments.events import (
    CardAuthorisationEnded,
    CardAuthorised,
    CardCancelled,
    CardCaptured,
    CardCaptureRefused,
    CardEvent,
    CardRefunded,
    CardRefundFailed,
    CardRefused,
)
from marketplace.payments.facts import CLOSED
from marketplace.payments.ledger import post
from marketplace.payments.models import CardFact, CardPayment


def of(
    payment: CardPayment, fact: CardFact, *, before: str, known: Sequence[CardFact], at: datetime
) -> CardEvent | None:
    """`before` is the state before the fact. News that an end has overtaken (a hold that was let go
    since) is written down and says nothing.
    """
    match fact.kind:
        case FactKind.CAPTURED:
            return _captured(payment, fact, at=at)
        case FactKind.REFUNDED:
            return _refunded(payment, fact, known=known, at=at)
        case FactKind.REFUND_FAILED:
            return _refund_failed(payment, fact, known=known, at=at)
        case FactKind.AUTHORISED if _is_held(payment):
            return CardAuthorised(**_named(payment, fact), ends_at=_iso(payment.ends_at))
        case FactKind.REFUSED if payment.state == CardState.REFUSED:
            return CardRefused(**_named(payment, fact), reason=fact.reason)
        case _ if payment.state in CLOSED and before not in CLOSED:
            return _closed(payment, fact, at=at)
    return None


def _is_held(payment: CardPayment) -> bool:
    """What is taken at once is never only held, although the provider says it was authorised."""
    return payment.state == CardState.AUTHORISED and payment.capture == Capture.HELD


def _captured(payment: CardPayment, fact: CardFact, *, at: datetime) -> CardEvent:
    post(
        kind="card_captured",
        reference=fact.provider_ref,
        subject=f"checkout:{payment.checkout_key}",
        entries=postings.card_captured(
            checkout=payment.checkout_key,
            amount=fact.amount,
            currency=payment.currency,
            shares=_shares(payment, fact.amount),
        ),
        at=at,
    )
    _take_up_refunds(payment, at=at)
    return CardCaptured(**_named(payment, fact))


def _shares(payment: CardPayment, amount: int) -> Mapping[str, int]:
    """Whose the money is: what the capture said, else what was said when the payment was opened. Another sum
    than that belongs to nobody yet.
    """
    kinds = [CallKind.CAPTURE, CallKind.CREATE]
    calls = {call.kind: call for call in payment.calls.filter(kind__in=kinds)}
    call = next((calls[kind] for kind in kinds if kind in calls), None)
    return call.shares if call and call.amount == amount else {}


def _take_up_refunds(payment: CardPayment, *, at: datetime) -> None:
    """The payment had been believed to be over without a capture: what was wanted back is owed after all.
    The sweep makes the calls.
    """
    dropped = payment.calls.filter(kind=CallKind.REFUND, state=CallState.DROPPED)
    dropped.update(state=CallState.WAITING, try_at=at, done_at=None)


def _refunded(
    payment: CardPayment, fact: CardFact, *, known: Sequence[CardFact], at: datetime
) -> CardEvent | None:
    if _has(known, FactKind.REFUND_FAILED, fact):
        return None
    buyer = _buyer(payment, fact)
    entries = postings.card_refunded(buyer=buyer, amount=fact.amount, currency=payment.currency)
    post(kind="card_refunded", reference=fact.provider_ref, subject=buyer, entries=entries, at=at)
    return CardRefunded(
        **_named(payment, fact), reference=fact.reference, order_reference=fact.order_reference
    )


def _refund_failed(
    payment: CardPayment, fact: CardFact, *, known: Sequence[CardFact], at: datetime
) -> CardEvent:
    if _has(known, FactKind.REFUNDED, fact):
        buyer = _buyer(payment, fact)
        entries = postings.card_refund_failed(buyer=buyer, amount=fact.amount, currency=payment.currency)
        post(kind="card_refund_failed", reference=fact.provider_ref, subject=buyer, entries=entries, at=at)
    payment.calls.filter(kind=CallKind.REFUND, reference=fact.reference).update(
        state=CallState.REFUSED, refusal=fact.reason, done_at=at
    )
    return CardRefundFailed(
        **_named(payment, fact),
        reference=fact.reference,
        order_reference=fact.order_reference,
        reason=fact.reason,
    )


def _closed(payment: CardPayment, fact: CardFact, *, at: datetime) -> CardEvent:
    """The first end is the one that counts. Refunds that waited for the capture are dropped."""
    payment.calls.filter(kind=CallKind.REFUND, state=CallState.WAITING).update(
        state=CallState.DROPPED, done_at=at
    )
    if fact.kind == FactKind.CAPTURE_REFUSED:
        return CardCaptureRefused(**_named(payment, fact), reason=fact.reason)
    if fact.kind == FactKind.ENDED:
        return CardAuthorisationEnded(**_named(payment, fact))
    return CardCancelled(**_named(payment, fact), reason=fact.reason)


def _has(known: Sequence[CardFact], kind: FactKind, fact: CardFact) -> bool:
    return any(other.kind == kind and other.provider_ref == fact.provider_ref for other in known)


def _buyer(payment: CardPayment, fact: CardFact) -> str:
    """The order's account; a refund made elsewhere goes against the checkout's own."""
    return fact.order_reference or f"checkout:{payment.checkout_key}"


class _Named(TypedDict):
    aggregate_key: str
    version: int
    amount: int
    currency: str


def _named(payment: CardPayment, fact: CardFact) -> _Named:
    return {
        "aggregate_key": payment.checkout_key,
        "version": payment.version,
        "amount": fact.amount,
        "currency": payment.currency,
    }


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""

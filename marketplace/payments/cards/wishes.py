"""What we want of the provider, written down in the caller's transaction before anybody is asked."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kernel.money import format_money
from kernel.outbox import announce
from marketplace.payments.enums import CallKind, CallState, CardState
from marketplace.payments.events import CardCallWanted
from marketplace.payments.facts import CLOSED
from marketplace.payments.models import CardCall, CardPayment
from marketplace.payments.refusals import (
    CapturedAlready,
    CaptureTooLarge,
    CardPaymentClosed,
    NotAuthorised,
    RefundChanged,
    RefundTooLarge,
    UnknownCardPayment,
)

ONCE = "once"


@transaction.atomic
def capture(*, checkout_key: str, shares: Mapping[str, int], at: datetime) -> None:
    """Take the sum of `shares` ({"order:<key>": amount}, each order's part) once. The rest of the hold is let
    go.

    Idempotent with the same shares; CapturedAlready with others. Raises UnknownCardPayment, NotAuthorised,
    CardPaymentClosed, CaptureTooLarge. Comes back as CardCaptured or CardCaptureRefused.
    """
    payment = _locked(checkout_key)
    amount = sum(shares.values())
    before = payment.calls.filter(kind=CallKind.CAPTURE).first()
    if before is not None:
        _check_capture_again(before, shares)
        return
    if payment.state in CLOSED or payment.calls.filter(kind=CallKind.CANCEL).exists():
        raise CardPaymentClosed
    if payment.state != CardState.AUTHORISED:
        raise NotAuthorised
    if not 0 < amount <= payment.authorised or min(shares.values()) < 0:
        held = payment.authorised
        raise CaptureTooLarge(authorised=held, shown=format_money(held, payment.currency))
    _want(payment, CallKind.CAPTURE, reference=ONCE, amount=amount, shares=dict(shares), at=at)


@transaction.atomic
def refund(
    *, checkout_key: str, order_reference: str, reference: str, amount: int, reason: str, at: datetime
) -> None:
    """Give back `amount` (in minor units of the payment's currency) of the captured money on account of one
    order. Idempotent on `reference`.

    May be asked as soon as the capture was asked: it waits for it, and is dropped (its row says so) when
    nothing was or will be taken; if the money turns out to be taken after all, it is made. Raises
    UnknownCardPayment, NotAuthorised (no capture was asked), RefundTooLarge (with all refunds asked
    before), RefundChanged. Comes back as CardRefunded.
    """
    payment = _locked(checkout_key)
    before = payment.calls.filter(kind=CallKind.REFUND, reference=reference).first()
    if before is not None:
        if before.shares != {order_reference: amount}:
            raise RefundChanged
        return
    nothing_taken = payment.state in CLOSED
    left = amount if nothing_taken else _refundable(payment)
    if not 0 < amount <= left:
        raise RefundTooLarge(left=left, shown=format_money(left, payment.currency))
    _want(
        payment,
        CallKind.REFUND,
        state=CallState.DROPPED if nothing_taken else CallState.WAITING,
        reference=reference,
        amount=amount,
        shares={order_reference: amount},
        reason=reason,
        at=at,
    )


@transaction.atomic
def cancel(*, checkout_key: str, at: datetime) -> None:
    """Let the hold go, or close an intent nobody paid. Idempotent. Raises CapturedAlready once a capture was
    asked.

    Comes back as CardCancelled. A checkout without an intent has nothing to cancel: nothing happens.
    """
    payment = CardPayment.objects.select_for_update().filter(checkout_key=checkout_key).first()
    if payment is None or payment.state in CLOSED:
        return
    if payment.state == CardState.CAPTURED or payment.calls.filter(kind=CallKind.CAPTURE).exists():
        raise CapturedAlready
    release(payment, at=at)


def release(payment: CardPayment, *, at: datetime) -> None:
    """Want the hold let go, whatever was wanted before; once. The payment's row is locked by the caller."""
    if not payment.calls.filter(kind=CallKind.CANCEL).exists():
        _want(payment, CallKind.CANCEL, reference=ONCE, at=at)


def _locked(checkout_key: str) -> CardPayment:
    payment = CardPayment.objects.select_for_update().filter(checkout_key=checkout_key).first()
    if payment is None:
        raise UnknownCardPayment
    return payment


def _check_capture_again(before: CardCall, shares: Mapping[str, int]) -> None:
    if before.shares != dict(shares):
        raise CapturedAlready


def _refundable(payment: CardPayment) -> int:
    """What was captured, or is asked to be, less every refund that was asked and not refused, and those
    made elsewhere.
    """
    capture_call = payment.calls.filter(kind=CallKind.CAPTURE).first()
    if capture_call is None and payment.state != CardState.CAPTURED:
        raise NotAuthorised
    taken = payment.captured or (capture_call.amount if capture_call else 0)
    live = payment.calls.filter(kind=CallKind.REFUND, state__in=[CallState.WAITING, CallState.DONE])
    asked = live.aggregate(total=Sum("amount"))["total"] or 0
    return taken - max(int(asked), payment.refunded)


def _want(
    payment: CardPayment,
    kind: CallKind,
    *,
    reference: str,
    at: datetime,
    amount: int = 0,
    shares: dict[str, int] | None = None,
    reason: str = "",
    state: CallState = CallState.WAITING,
) -> None:
    call = CardCall.objects.create(
        payment=payment,
        kind=kind,
        reference=reference,
        amount=amount,
        shares=shares or {},
        reason=reason[:200],
        state=state,
        asked_at=at,
        try_at=at,
    )
    if state == CallState.WAITING:
        announce(CardCallWanted(aggregate_key=call.key, version=1))

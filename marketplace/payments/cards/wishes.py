"""What we want of the provider, written down in the caller's transaction before anybody is asked."""

from collections.abc import Mapping
from datetime import datetime


def capture(*, checkout_key: str, shares: Mapping[str, int], at: datetime) -> None:
    """Take the sum of `shares` ({"order:<key>": dong}, each order's part) once. The rest of the hold is
    let go.

    Idempotent with the same shares; CapturedAlready with others. Raises UnknownCardPayment, NotAuthorised,
    CardPaymentClosed, CaptureTooLarge. Comes back as CardCaptured or CardCaptureRefused.
    """
    raise NotImplementedError


def refund(
    *, checkout_key: str, order_reference: str, reference: str, amount_dong: int, reason: str, at: datetime
) -> None:
    """Give back `amount_dong` of the captured money on account of one order. Idempotent on `reference`.

    May be asked as soon as the capture was asked: it waits for it, and is dropped when the capture is
    refused. Raises UnknownCardPayment, NotAuthorised (no capture was asked), RefundTooLarge (with all
    refunds asked before), RefundChanged. Comes back as CardRefunded.
    """
    raise NotImplementedError


def cancel(*, checkout_key: str, at: datetime) -> None:
    """Let the hold go, or close an intent nobody paid. Idempotent. Raises CapturedAlready once a capture
    was asked.

    Comes back as CardCancelled. A checkout without an intent has nothing to cancel: nothing happens.
    """
    raise NotImplementedError

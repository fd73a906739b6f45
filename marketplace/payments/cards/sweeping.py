"""The sweep: calls that did not come through, news that never came, holds that are about to end."""

from datetime import datetime, timedelta

from django.db import transaction

from kernel.outbox import announce
from marketplace.payments.cards import calls, wishes
from marketplace.payments.cards.looking import look
from marketplace.payments.enums import CallKind, CallState, CardState
from marketplace.payments.events import CardAuthorisationEnding
from marketplace.payments.models import CardCall, CardPayment

AT_ONCE = 50
WARN_BEFORE = timedelta(hours=24)
CANCEL_BEFORE = timedelta(hours=2)


def sweep(*, at: datetime) -> None:
    """Run every few seconds, by any number of workers. Outside a transaction."""
    for call_key in _due_calls(at):
        calls.perform(call_key=call_key, at=at)
    for payment in _due_looks(at):
        look(payment, at=at)
    for payment_id in _ending(at):
        _warn_or_cancel(payment_id, at=at)


def _due_calls(at: datetime) -> list[str]:
    due = CardCall.objects.filter(state=CallState.WAITING, try_at__lte=at).order_by("try_at", "id")
    return list(due.values_list("key", flat=True)[:AT_ONCE])


def _due_looks(at: datetime) -> list[CardPayment]:
    return list(CardPayment.objects.filter(look_at__lte=at).order_by("look_at", "id")[:AT_ONCE])


def _ending(at: datetime) -> list[int]:
    held = CardPayment.objects.filter(state=CardState.AUTHORISED, ends_at__lte=at + WARN_BEFORE)
    decided = CardCall.objects.filter(kind__in=[CallKind.CAPTURE, CallKind.CANCEL]).values("payment")
    return list(held.exclude(pk__in=decided).order_by("ends_at", "id").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _warn_or_cancel(payment_id: int, *, at: datetime) -> None:
    """Orders hear once and decide; if they have not two hours before the end, the hold is let go."""
    payment = CardPayment.objects.select_for_update().get(pk=payment_id)
    wanted = payment.calls.filter(kind__in=[CallKind.CAPTURE, CallKind.CANCEL])
    if payment.state != CardState.AUTHORISED or payment.ends_at is None or wanted.exists():
        return
    if payment.ends_at <= at + CANCEL_BEFORE:
        wishes.release(payment, at=at)
    elif payment.warned_at is None:
        payment.warned_at = at
        payment.version += 1
        payment.save(update_fields=["warned_at", "version"])
        announce(
            CardAuthorisationEnding(
                aggregate_key=payment.checkout_key,
                version=payment.version,
                amount=payment.authorised,
                currency=payment.currency,
                ends_at=payment.ends_at.isoformat(),
            )
        )

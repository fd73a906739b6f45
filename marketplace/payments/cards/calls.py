"""Making the calls that wishes.py wrote down. May crash at any line: the row is asked again until an
answer is known.

Before a call is repeated we look whether the first try came through, since a provider forgets idempotency
keys after a day.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from kernel.states import check_move
from marketplace.payments.cards import wishes
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import CallKind, CallState, CardState, FactKind, FactSource
from marketplace.payments.facts import CLOSED, ENDS, Fact
from marketplace.payments.models import CardCall, CardPayment
from marketplace.payments.providers.stripe import gateway
from marketplace.payments.providers.stripe.gateway import Answer, ProviderDown, ProviderRefused

log = logging.getLogger(__name__)
LEASE_SECONDS = 60  # longer than one call with all the library's own retries
LONGEST_WAIT_SECONDS = 600
AFTER_SERVER_ERROR_SECONDS = 60
WAIT_FOR_CAPTURE_SECONDS = 5


def try_soon(*, call_key: str, at: datetime) -> None:
    """The first try. When the provider has just failed others, this one is left to the sweep as well."""
    in_trouble = CardCall.objects.filter(state=CallState.WAITING, attempts__gt=0, try_at__gt=at)
    if not in_trouble.exclude(key=call_key).exists():
        perform(call_key=call_key, at=at)


def perform(*, call_key: str, at: datetime) -> None:
    """One try of one call. Nothing happens when it is done, or somebody else is trying it now. Outside a
    transaction.
    """
    call = _claim(call_key, at=at)
    if call is None:
        return
    try:
        answer = _ask(call, call.payment)
    except ProviderDown as down:
        _ask_later(call, server_error=down.server_error, at=at)
    except ProviderRefused as no:
        _refused(call, no.code, at=at)
    else:
        _done(call, answer, at=at)


def _claim(call_key: str, *, at: datetime) -> CardCall | None:
    """Take the call for a while. A refund waits until the money was taken."""
    with transaction.atomic():
        waiting = CardCall.objects.select_for_update(of=["self"], skip_locked=True).select_related("payment")
        call = waiting.filter(key=call_key, state=CallState.WAITING, try_at__lte=at).first()
        if call is None:
            return None
        too_early = call.kind == CallKind.REFUND and call.payment.state != CardState.CAPTURED
        if too_early:
            call.try_at = at + timedelta(seconds=WAIT_FOR_CAPTURE_SECONDS)
        else:
            call.attempts += 1
            call.try_at = at + timedelta(seconds=LEASE_SECONDS)
        call.save(update_fields=["attempts", "try_at"])
        return None if too_early else call


def _ask(call: CardCall, payment: CardPayment) -> Answer:
    provider_id = payment.provider_id
    if provider_id is None:
        return Answer(_never_opened(payment))
    if call.attempts > 1 and (found := _what_came_through(call, provider_id)) is not None:
        return found
    ask = {
        CallKind.CAPTURE: gateway.capture,
        CallKind.REFUND: gateway.refund,
        CallKind.CANCEL: gateway.cancel,
    }
    return ask[CallKind(call.kind)](call, provider_id)


def _never_opened(payment: CardPayment) -> tuple[Fact, ...]:
    """Cancelled before the provider ever heard of it: nobody has its secret, so nobody can pay it."""
    return (
        Fact(
            kind=FactKind.CANCELLED,
            provider_ref=payment.key,
            currency=payment.currency,
            reason="never_opened",
        ),
    )


def _what_came_through(call: CardCall, provider_id: str) -> Answer | None:
    if call.kind == CallKind.REFUND:
        return gateway.find_refund(call, provider_id)
    answer = gateway.look(provider_id)
    ended = {FactKind.CAPTURED, FactKind.CANCELLED, FactKind.ENDED}
    return answer if any(fact.kind in ended for fact in answer.facts) else None


@transaction.atomic
def _done(call: CardCall, answer: Answer, *, at: datetime) -> None:
    """Facts first: an event and its ledger entries stand in the same transaction as the end of the call."""
    record_facts(payment_id=call.payment_id, facts=answer.facts, source=FactSource.ANSWER, at=at)
    payment = CardPayment.objects.get(pk=call.payment_id)
    in_vain = call.kind == CallKind.CAPTURE and payment.state in CLOSED
    state = CallState.REFUSED if in_vain else CallState.DONE
    _finish(call, state, provider_id=answer.provider_id, refusal=payment.state if in_vain else "", at=at)
    if call.kind == CallKind.CAPTURE:
        _let_refunds_go(call.payment_id, at=at)


def _refused(call: CardCall, code: str, *, at: datetime) -> None:
    """The provider's no, checked against what it holds: a capture may have come through under an older
    key.
    """
    try:
        provider_id = call.payment.provider_id or ""
        found = gateway.look(provider_id).facts if call.kind != CallKind.REFUND else ()
    except (ProviderDown, ProviderRefused):
        _ask_later(call, server_error=False, at=at)
        return
    with transaction.atomic():
        record_facts(payment_id=call.payment_id, facts=found, source=FactSource.ANSWER, at=at)
        payment = CardPayment.objects.select_for_update().get(pk=call.payment_id)
        if call.kind != CallKind.REFUND and payment.state in ENDS and _is_what_was_wanted(call, payment):
            _finish(call, CallState.DONE, at=at)
            return
        log.warning("%s of %s was refused: %s", call.kind, payment, code)
        record_facts(
            payment_id=payment.pk, facts=_facts_of_refusal(call, code), source=FactSource.ANSWER, at=at
        )
        _finish(call, CallState.REFUSED, refusal=code, at=at)
        if call.kind == CallKind.CAPTURE and payment.state not in CLOSED:
            wishes.release(payment, at=at)


def _is_what_was_wanted(call: CardCall, payment: CardPayment) -> bool:
    return payment.state == CardState.CAPTURED if call.kind == CallKind.CAPTURE else payment.state in CLOSED


def _facts_of_refusal(call: CardCall, code: str) -> list[Fact]:
    if call.kind == CallKind.CAPTURE:
        return [
            Fact(
                kind=FactKind.CAPTURE_REFUSED,
                provider_ref=call.key,
                amount=call.amount,
                currency=call.payment.currency,
                reason=code,
            )
        ]
    if call.kind == CallKind.REFUND:
        return [
            Fact(
                kind=FactKind.REFUND_FAILED,
                provider_ref=call.key,
                amount=call.amount,
                currency=call.payment.currency,
                reason=code,
                reference=call.reference,
                order_reference=next(iter(call.shares)),
            )
        ]
    return []


def _ask_later(call: CardCall, *, server_error: bool, at: datetime) -> None:
    """Waits double. A 5xx is repeated by the provider for its key, so the next try (which looks first)
    has a new one.
    """
    wait = min(2**call.attempts, LONGEST_WAIT_SECONDS)
    if server_error:
        call.generation += 1
        wait = max(wait, AFTER_SERVER_ERROR_SECONDS if call.kind == CallKind.REFUND else 1)
    call.try_at = at + timedelta(seconds=wait)
    call.save(update_fields=["generation", "try_at"])


def _finish(
    call: CardCall, state: CallState, *, at: datetime, provider_id: str = "", refusal: str = ""
) -> None:
    """Somebody else's try may have finished it before."""
    row = CardCall.objects.select_for_update().get(pk=call.pk)
    if row.state != CallState.WAITING:
        return
    check_move(row.state, state)
    row.state, row.done_at = state, at
    row.provider_id, row.refusal = provider_id, refusal[:120]
    row.save(update_fields=["state", "done_at", "provider_id", "refusal"])


def _let_refunds_go(payment_id: int, *, at: datetime) -> None:
    """Refunds that waited for the capture may leave now."""
    waiting = CardCall.objects.filter(payment=payment_id, kind=CallKind.REFUND, state=CallState.WAITING)
    waiting.filter(attempts=0).update(try_at=at)

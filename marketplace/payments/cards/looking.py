"""Asking the provider how things stand, for news that never came."""

from datetime import datetime, timedelta

from django.db import transaction

from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import CallKind, CallState, CardState, FactKind, FactSource
from marketplace.payments.facts import CLOSED
from marketplace.payments.models import CardPayment
from marketplace.payments.providers.stripe import gateway

WHILE_THE_BUYER_PAYS = timedelta(seconds=30)
LATER = timedelta(minutes=30)
BUYER_PAYS_WITHIN = timedelta(minutes=20)


def look(payment: CardPayment, *, at: datetime) -> bool:
    """One look; whether the provider answered. Outside a transaction."""
    if payment.provider_id is None:
        return False
    try:
        answer = gateway.look(payment.provider_id, refunds=payment.state == CardState.CAPTURED)
    except (gateway.ProviderDown, gateway.ProviderRefused):
        _look_again(payment.pk, at=at)
        return False
    record_facts(payment_id=payment.pk, facts=answer.facts, source=FactSource.SWEEP, at=at)
    _look_again(payment.pk, at=at)
    return True


@transaction.atomic
def _look_again(payment_id: int, *, at: datetime) -> None:
    payment = CardPayment.objects.select_for_update().get(pk=payment_id)
    payment.look_at = _next_look(payment, at)
    payment.save(update_fields=["look_at"])


def _next_look(payment: CardPayment, at: datetime) -> datetime | None:
    """Often while the buyer pays, seldom while the money is held, never after the end (unless a refund is
    on its way).
    """
    if payment.state in CLOSED:
        return None
    if payment.state == CardState.CAPTURED:
        return at + LATER if _refund_on_its_way(payment) else None
    if payment.state == CardState.AUTHORISED:
        return at + LATER
    return at + (WHILE_THE_BUYER_PAYS if at - payment.opened_at < BUYER_PAYS_WITHIN else LATER)


def _refund_on_its_way(payment: CardPayment) -> bool:
    accepted = payment.calls.filter(kind=CallKind.REFUND, state=CallState.DONE)
    heard = payment.facts.filter(kind__in=[FactKind.REFUNDED, FactKind.REFUND_FAILED])
    return accepted.exclude(provider_id__in=heard.values("provider_ref")).exists()

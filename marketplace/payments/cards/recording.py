"""The one door for news about a card payment: facts go in, state, ledger and events follow, once.

Lock: the CardPayment row, taken here and in wishes.py, before its calls and facts are read.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kernel.outbox import announce
from marketplace.payments.cards import consequences
from marketplace.payments.enums import FactSource
from marketplace.payments.facts import Fact, standing
from marketplace.payments.models import CardFact, CardPayment

log = logging.getLogger(__name__)


@transaction.atomic
def record_facts(*, payment_id: int, facts: Iterable[Fact], source: FactSource, at: datetime) -> int:
    """Write down what is new; how many facts were. Doubled, late and reordered news change nothing."""
    payment = CardPayment.objects.select_for_update().get(pk=payment_id)
    return sum(_record(payment, fact, source, at=at) for fact in facts if _is_of(payment, fact))


def _is_of(payment: CardPayment, fact: Fact) -> bool:
    """An amount in another currency than was asked for is no news of this payment: it is not believed."""
    if fact.currency != payment.currency:
        log.error("%s is in %s, not in %s: %s", payment, payment.currency, fact.currency, fact)
    return fact.currency == payment.currency


def _record(payment: CardPayment, fact: Fact, source: FactSource, *, at: datetime) -> bool:
    row, fresh = CardFact.objects.get_or_create(
        payment=payment,
        kind=fact.kind,
        provider_ref=fact.provider_ref,
        defaults={
            "amount": fact.amount,
            "reason": fact.reason[:120],
            "reference": fact.reference,
            "order_reference": fact.order_reference,
            "ends_at": fact.ends_at,
            "source": source,
            "known_at": at,
        },
    )
    _learn_end(payment, fact)
    if fresh:
        _apply(payment, row, at=at)
    elif row.amount != fact.amount:
        log.error("%s: %s was %d, is now said to be %d", payment, row, row.amount, fact.amount)
    return fresh


def _learn_end(payment: CardPayment, fact: Fact) -> None:
    """Not every message says how long the hold lasts; the first one that does is believed."""
    if fact.ends_at is not None and payment.ends_at is None:
        payment.ends_at = fact.ends_at
        payment.save(update_fields=["ends_at"])


def _apply(payment: CardPayment, row: CardFact, *, at: datetime) -> None:
    before = payment.state
    known = list(payment.facts.order_by("id"))
    now = standing(known)
    payment.state = now.state
    payment.authorised = now.authorised
    payment.captured = now.captured
    payment.refunded = now.refunded
    payment.refusal = now.refusal[:64]
    payment.version += 1
    payment.save()
    event = consequences.of(payment, row, before=before, known=known, at=at)
    if event is not None:
        announce(event)

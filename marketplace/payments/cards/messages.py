"""Webhooks: verified, stored under the provider's event id, answered; then processed from the row by the
relay.
"""

import json
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kernel.outbox import announce
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import FactSource
from marketplace.payments.events import ProviderMessageStored
from marketplace.payments.models import CardPayment, ProviderMessage
from marketplace.payments.providers.stripe import webhook

PROVIDER = "stripe"
BATCH = 1_000


@transaction.atomic
def store(*, body: bytes, signature: str, at: datetime) -> bool:
    """Whether it is new. Raises NotFromStripe. The same event again, even at the same moment, is stored
    once.
    """
    message = webhook.verify(body=body, signature=signature)
    _row, fresh = ProviderMessage.objects.get_or_create(
        provider=PROVIDER,
        event_id=message.event_id,
        defaults={"kind": message.kind, "raw": body.decode(), "received_at": at},
    )
    if fresh:
        announce(ProviderMessageStored(aggregate_key=message.event_id, version=1))
    return fresh


@transaction.atomic
def process(*, event_id: str, at: datetime) -> None:
    """What the message says goes through the one door; a second time changes nothing."""
    message = ProviderMessage.objects.select_for_update().get(provider=PROVIDER, event_id=event_id)
    if message.processed_at is not None:
        return
    message.outcome = _take_in(json.loads(message.raw), at=at)
    message.processed_at = at
    message.save(update_fields=["outcome", "processed_at"])


def prune(*, older_than: datetime) -> int:
    """Forget messages that were processed before; how many. What waits stays, however old. What they said is
    kept as facts, so that an old message sent again changes nothing.
    """
    forgotten = 0
    done = ProviderMessage.objects.filter(processed_at__lt=older_than).order_by("id")
    while ids := list(done.values_list("id", flat=True)[:BATCH]):
        forgotten += ProviderMessage.objects.filter(id__in=ids).delete()[0]
    return forgotten


def _take_in(event: dict[str, object], *, at: datetime) -> str:
    news = webhook.read(event)
    if news is None:
        return "not about a card payment"
    payment = _payment_of(news)
    if payment is None:
        return "not one of our payments"
    fresh = record_facts(payment_id=payment.pk, facts=news.facts, source=FactSource.WEBHOOK, at=at)
    return f"{fresh} of {len(news.facts)} facts were new"


def _payment_of(news: webhook.News) -> CardPayment | None:
    """By the intent's id; by our own key in its metadata when the answer that named the id never reached
    us.
    """
    mine = Q(provider_id=news.provider_id)
    if news.checkout_key:
        mine |= Q(provider_id=None, checkout_key=news.checkout_key)
    return CardPayment.objects.filter(mine).order_by("id").first()

"""Stripe's messages: the signature, and what is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from marketplace.payments.facts import Fact
from marketplace.payments.providers.stripe.reading import facts_of_charge, facts_of_intent, facts_of_refund


class NotFromStripe(Exception):
    """The signature is wrong, or too old."""


@dataclass(frozen=True)
class Message:
    event_id: str
    kind: str


@dataclass(frozen=True)
class News:
    """`provider_id` is the intent's; `checkout_key` what we wrote into its metadata, if the message has
    it.
    """

    provider_id: str
    checkout_key: str
    facts: tuple[Fact, ...]


def verify(*, body: bytes, signature: str) -> Message:
    """By the library: HMAC over the raw body, at most five minutes old."""
    import stripe  # late: client.py says why

    try:
        event = stripe.Webhook.construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
        return Message(event_id=event.id, kind=event.type)
    except (ValueError, AttributeError, stripe.SignatureVerificationError) as problem:
        raise NotFromStripe from problem


def read(event: Mapping[str, Any]) -> News | None:
    """None for a message that says nothing about a card payment."""
    thing: Mapping[str, Any] = event["data"]["object"]
    match thing.get("object"):
        case "payment_intent":
            return _news(thing["id"], thing, facts_of_intent(thing))
        case "charge" if thing.get("payment_intent"):
            return _news(thing["payment_intent"], thing, facts_of_charge(thing))
        case "refund" if thing.get("payment_intent"):
            return _news(thing["payment_intent"], {}, facts_of_refund(thing))
    return None


def _news(provider_id: str, thing: Mapping[str, Any], facts: list[Fact]) -> News:
    checkout = (thing.get("metadata") or {}).get("checkout", "")
    return News(provider_id=provider_id, checkout_key=checkout, facts=tuple(facts))

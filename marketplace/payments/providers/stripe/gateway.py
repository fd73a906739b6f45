"""The calls we make. Each carries the idempotency key of its row; none may run inside a database transaction.

ProviderDown: nobody knows whether it happened, ask again. ProviderRefused: Stripe says no, and will go on
saying so.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from kernel.database import in_transaction
from marketplace.payments.enums import Capture
from marketplace.payments.facts import Fact
from marketplace.payments.models import CardCall, CardPayment
from marketplace.payments.providers.stripe.client import client
from marketplace.payments.providers.stripe.reading import facts_of_intent, facts_of_refund
from marketplace.payments.refusals import InsideTransaction

if TYPE_CHECKING:
    import stripe

log = logging.getLogger(__name__)
METHODS: Final[Mapping[Capture, Literal["manual", "automatic"]]] = {
    Capture.HELD: "manual",
    Capture.AT_ONCE: "automatic",
}


class ProviderDown(Exception):
    """`server_error`: it answered 5xx, and will repeat that answer for as long as it remembers the key."""

    def __init__(self, message: str, *, server_error: bool = False) -> None:
        super().__init__(message)
        self.server_error = server_error


class ProviderRefused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Created:
    provider_id: str
    client_secret: str


@dataclass(frozen=True)
class Answer:
    """What an answer tells: facts, and the id of a refund that was accepted."""

    facts: tuple[Fact, ...]
    provider_id: str = ""


def create(call: CardCall, payment: CardPayment) -> Created:
    with _asking():
        intent = client().v1.payment_intents.create(
            {
                "amount": payment.amount,
                "currency": payment.currency.lower(),
                "capture_method": METHODS[Capture(payment.capture)],
                "allowed_payment_method_types": ["card"],
                "metadata": {"checkout": payment.checkout_key},
            },
            {"idempotency_key": call.idempotency_key},
        )
    return Created(intent.id, intent.client_secret or "")


def look(provider_id: str, *, refunds: bool = False) -> Answer:
    """The intent as it stands, with its charge; its refunds too where wanted (one more call)."""
    with _asking():
        intent = client().v1.payment_intents.retrieve(provider_id, {"expand": ["latest_charge"]})
        facts = facts_of_intent(_plain(intent))
        if refunds:
            facts += [fact for refund in _refunds(provider_id) for fact in facts_of_refund(refund)]
    return Answer(tuple(facts))


def capture(call: CardCall, provider_id: str) -> Answer:
    with _asking():
        intent = client().v1.payment_intents.capture(
            provider_id,
            {"amount_to_capture": call.amount},
            {"idempotency_key": call.idempotency_key},
        )
    return Answer(tuple(facts_of_intent(_plain(intent))))


def cancel(call: CardCall, provider_id: str) -> Answer:
    with _asking():
        intent = client().v1.payment_intents.cancel(
            provider_id,
            {"cancellation_reason": "abandoned"},
            {"idempotency_key": call.idempotency_key},
        )
    return Answer(tuple(facts_of_intent(_plain(intent))))


def refund(call: CardCall, provider_id: str) -> Answer:
    """The call's key stands in the metadata, so that a refund whose answer was lost is found again
    (find_refund).
    """
    (order_reference,) = call.shares
    with _asking():
        made = client().v1.refunds.create(
            {
                "payment_intent": provider_id,
                "amount": call.amount,
                "reason": "requested_by_customer",
                "metadata": {"call": call.key, "reference": call.reference, "order": order_reference},
            },
            {"idempotency_key": call.idempotency_key},
        )
    return Answer(tuple(facts_of_refund(_plain(made))), made.id)


def find_refund(call: CardCall, provider_id: str) -> Answer | None:
    """A refund that an earlier try of this call has made, although we never heard."""
    with _asking():
        for made in _refunds(provider_id):
            if (made.get("metadata") or {}).get("call") == call.key:
                return Answer(tuple(facts_of_refund(made)), made["id"])
    return None


def _refunds(provider_id: str) -> Iterator[Mapping[str, Any]]:
    page = client().v1.refunds.list({"payment_intent": provider_id, "limit": 100})
    for made in page.auto_paging_iter():
        yield _plain(made)


def _plain(thing: "stripe.StripeObject") -> Mapping[str, Any]:
    return thing.to_dict()


@contextmanager
def _asking() -> Iterator[None]:
    """Tell the library's errors apart by what they mean for us."""
    import stripe  # late: client.py says why

    if in_transaction():
        raise InsideTransaction
    try:
        yield
    except (stripe.CardError, stripe.InvalidRequestError) as no:
        raise ProviderRefused(getattr(no, "decline_code", None) or no.code or "invalid_request") from no
    except stripe.IdempotencyError as mistake:
        log.exception("Stripe knows this idempotency key with other parameters")
        raise ProviderRefused("idempotency_error") from mistake
    except stripe.StripeError as trouble:
        log.warning("Stripe does not answer as it should: %s", trouble)
        raise ProviderDown(str(trouble), server_error=(trouble.http_status or 0) >= 500) from trouble

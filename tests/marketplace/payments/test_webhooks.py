"""Messages from the provider: only with its signature, each once, in any order."""

import json
import time
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from config.demo.fake_stripe.webhooks import signature
from kernel.clock import now
from kernel.outbox.models import EventRecord
from kernel.outbox.testing import run_relay
from marketplace.payments.cards import messages
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import AccountKind, CardState, FactKind, FactSource
from marketplace.payments.facts import Fact, standing
from marketplace.payments.models import CardFact, CardPayment, LedgerTransaction, ProviderMessage
from tests.factories.payments import DELIVERED_AT, CardPaymentFactory
from tests.marketplace.payments.books import agree, on
from tests.marketplace.payments.conftest import CardShop
from tests.support.stripe import SECRET

pytestmark = pytest.mark.urls("marketplace.payments.urls")


def event(
    payment: CardPayment, *, event_id: str = "evt_1", status: str = "requires_capture"
) -> dict[str, Any]:
    intent = {
        "id": payment.provider_id,
        "object": "payment_intent",
        "status": status,
        "amount": payment.amount,
        "currency": "vnd",
        "amount_capturable": payment.amount,
        "amount_received": payment.amount,
        "latest_charge": "ch_1",
        "metadata": {"checkout": payment.checkout_key},
    }
    return {"id": event_id, "object": "event", "type": "payment_intent.x", "data": {"object": intent}}


def send(client: Client, message: dict[str, Any], *, secret: str = SECRET, at: int = 0) -> int:
    body = json.dumps(message)
    headers = {"Stripe-Signature": signature(secret=secret, body=body, at=at or int(time.time()))}
    answer = client.post(
        reverse("stripe_webhook"), data=body, content_type="application/json", headers=headers
    )
    return answer.status_code


@pytest.fixture
def payment(db: None) -> CardPayment:
    return CardPaymentFactory.create()


def test_a_signed_message_is_stored_then_processed(client: Client, payment: CardPayment) -> None:
    assert send(client, event(payment)) == 200
    payment.refresh_from_db()
    assert payment.state == CardState.OPEN
    run_relay()
    payment.refresh_from_db()
    assert payment.state == CardState.AUTHORISED
    message = ProviderMessage.objects.get()
    assert (message.event_id, message.outcome) == ("evt_1", "1 of 1 facts were new")


def test_a_wrong_signature_is_refused_and_leaves_nothing(client: Client, payment: CardPayment) -> None:
    assert send(client, event(payment), secret="whsec_other") == 400
    assert send(client, event(payment), at=int(time.time()) - 3_600) == 400
    unsigned = client.post(reverse("stripe_webhook"), data="{}", content_type="application/json")
    assert unsigned.status_code == 400
    assert not ProviderMessage.objects.exists()


@pytest.mark.parametrize("body", ["", "not json", "[]", "{}", '{"id": 1}'])
def test_a_signed_body_that_is_no_event_is_refused(client: Client, payment: CardPayment, body: str) -> None:
    headers = {"Stripe-Signature": signature(secret=SECRET, body=body, at=int(time.time()))}
    answer = client.post(
        reverse("stripe_webhook"), data=body, content_type="application/json", headers=headers
    )
    assert answer.status_code == 400
    assert not ProviderMessage.objects.exists()


def test_a_get_is_not_allowed(client: Client, db: None) -> None:
    assert client.get(reverse("stripe_webhook")).status_code == 405


def test_a_replayed_message_is_answered_and_changes_nothing(client: Client, payment: CardPayment) -> None:
    for _again in range(3):
        assert send(client, event(payment)) == 200
        run_relay()
    assert ProviderMessage.objects.count() == CardFact.objects.count() == 1
    assert EventRecord.objects.filter(name="CardAuthorised").count() == 1


def test_processed_messages_are_forgotten_and_an_old_one_sent_again_changes_nothing(
    client: Client, payment: CardPayment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "BATCH", 2)
    sent = [event(payment, event_id=f"evt_{number}") for number in range(5)]
    for message in sent:
        send(client, message)
    run_relay()
    facts = list(CardFact.objects.values_list("pk", flat=True))
    ProviderMessage.objects.filter(event_id="evt_0").update(processed_at=None)

    assert messages.prune(older_than=now() - timedelta(hours=1)) == 0
    assert messages.prune(older_than=now() + timedelta(hours=1)) == 4
    assert ProviderMessage.objects.get().event_id == "evt_0"

    send(client, sent[3])
    run_relay()
    assert list(CardFact.objects.values_list("pk", flat=True)) == facts
    assert agree()


def test_the_same_news_under_another_event_id_is_no_news(client: Client, payment: CardPayment) -> None:
    send(client, event(payment))
    send(client, event(payment, event_id="evt_2"))
    run_relay()
    assert EventRecord.objects.filter(name="CardAuthorised").count() == 1


def test_an_older_picture_does_not_undo_a_newer_one(client: Client, payment: CardPayment) -> None:
    send(client, event(payment, event_id="evt_2", status="succeeded"))
    send(client, event(payment, event_id="evt_1", status="requires_capture"))
    run_relay()
    payment.refresh_from_db()
    assert payment.state == CardState.CAPTURED
    assert payment.captured == payment.amount


def test_what_is_not_ours_is_kept_and_said(client: Client, payment: CardPayment) -> None:
    stranger = CardPayment(provider_id="pi_other", checkout_key="0" * 26, amount=1)
    send(client, event(stranger))
    send(client, {"id": "evt_2", "object": "event", "type": "x", "data": {"object": {"object": "payout"}}})
    run_relay()
    outcomes = set(ProviderMessage.objects.values_list("outcome", flat=True))
    assert outcomes == {"not one of our payments", "not about a card payment"}


def test_news_of_an_intent_whose_birth_we_never_heard_of(client: Client, payment: CardPayment) -> None:
    message = event(payment)
    CardPayment.objects.update(provider_id=None)
    send(client, message)
    run_relay()
    payment.refresh_from_db()
    assert payment.state == CardState.AUTHORISED


A_LIFE = (
    Fact(kind=FactKind.REFUSED, provider_ref="ch_0", amount=500_000, reason="generic_decline"),
    Fact(kind=FactKind.AUTHORISED, provider_ref="ch_1", amount=500_000),
    Fact(kind=FactKind.CAPTURED, provider_ref="ch_1", amount=450_000),
    Fact(kind=FactKind.REFUNDED, provider_ref="re_1", amount=20_000, order_reference="order:1"),
    Fact(kind=FactKind.REFUNDED, provider_ref="re_2", amount=30_000, order_reference="order:1"),
    Fact(kind=FactKind.REFUND_FAILED, provider_ref="re_2", amount=30_000, order_reference="order:1"),
)


@pytest.mark.parametrize("turn", list(permutations(range(6)))[::24])
def test_any_order_of_the_facts_ends_in_the_same_books(payment: CardPayment, turn: tuple[int, ...]) -> None:
    facts = [A_LIFE[place] for place in turn]
    for fact in [*facts, *facts]:
        record_facts(payment_id=payment.pk, facts=[fact], source=FactSource.WEBHOOK, at=DELIVERED_AT)
    payment.refresh_from_db()
    assert payment.state == CardState.CAPTURED
    assert (payment.captured, payment.refunded) == (450_000, 20_000)
    assert on(AccountKind.STRIPE) == 430_000
    assert LedgerTransaction.objects.filter(kind="card_captured").count() == 1
    assert agree()


def test_the_standing_does_not_depend_on_the_order() -> None:
    assert len({standing(turn) for turn in permutations(A_LIFE)}) == 1


def test_doubled_and_reordered_webhooks_tell_the_same_story(card_shop: CardShop) -> None:
    card_shop.stripe.turn(double=True, delay_ms=400)
    card_shop.pay()
    card_shop.capture()
    run_relay()
    for name in ("r1", "r2", "r3"):
        card_shop.refund(name, 10_000)
    card_shop.hear()
    assert card_shop.payment.refunded == 30_000
    assert card_shop.charged == [420_000]
    assert sorted(card_shop.events) == ["CardAuthorised", "CardCaptured", *["CardRefunded"] * 3]
    assert agree()


def test_answers_webhooks_and_the_sweep_at_once_say_it_once(card_shop: CardShop) -> None:
    card_shop.stripe.turn(delay_ms=100)
    card_shop.pay()
    card_shop.capture()
    for minutes in range(3):
        card_shop.sweep(later=timedelta(minutes=minutes))
    card_shop.hear()
    assert card_shop.events == ["CardAuthorised", "CardCaptured"]

"""A card from the page to the bank, over HTTP with the fake Stripe, with everything that can go wrong in
between.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from kernel.clock import now
from kernel.errors import Refusal
from kernel.ids import new_key
from kernel.outbox.testing import run_relay
from marketplace.payments import cards
from marketplace.payments.cards import calls
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import AccountKind, CallKind, CallState, CardState, FactKind, FactSource
from marketplace.payments.facts import Fact
from marketplace.payments.models import CardCall
from marketplace.payments.providers.stripe import gateway
from marketplace.payments.refusals import (
    CapturedAlready,
    CaptureTooLarge,
    CardAmountChanged,
    CardPaymentClosed,
    CardPaymentsOff,
    CardProviderDown,
    InsideTransaction,
    NotAuthorised,
    RefundChanged,
    RefundTooLarge,
    UnknownCardPayment,
)
from tests.marketplace.payments.books import agree, on
from tests.marketplace.payments.conftest import AGREED, CardShop

pytestmark = pytest.mark.urls("marketplace.payments.urls")
CAPTURE_LOST, REFUND_LOST, CONFIRM_LOST = "4000000000001018", "4000000000001034", "4000000000001026"
DECLINED, THREE_D_SECURE, CAPTURE_DECLINED = "4000000000000002", "4000002500003155", "4000000000001042"
SLOW_REFUND, FAILING_REFUND = "4000000000007726", "4000000000005126"
LATER = timedelta(minutes=2)


def test_the_page_gets_one_intent_however_often_it_asks(card_shop: CardShop) -> None:
    first, again = card_shop.open(), card_shop.open()
    assert first == again
    assert first.client_secret.startswith("pi_")
    assert first.publishable_key == "pk_test_fake"
    (intent,) = card_shop.stripe.held("payment_intent")
    assert (intent["amount"], intent["currency"], intent["capture_method"]) == (AGREED, "vnd", "manual")
    assert intent["metadata"] == {"checkout": card_shop.checkout}


def test_eight_tabs_at_once_open_one_intent(card_shop: CardShop) -> None:
    def tab(_turn: int) -> str:
        try:
            return card_shop.open().client_secret
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(tab, range(8)))) == 1
    assert len(card_shop.stripe.held("payment_intent")) == 1


def test_a_lost_answer_when_opening_gives_the_same_intent_later(card_shop: CardShop) -> None:
    card_shop.stripe.turn(lose=[{"path": "payment_intents", "times": 3}])
    with pytest.raises(CardProviderDown):
        card_shop.open()
    assert card_shop.open().client_secret
    assert len(card_shop.stripe.held("payment_intent")) == 1


def test_another_amount_for_the_same_checkout_is_refused(card_shop: CardShop) -> None:
    card_shop.open()
    with pytest.raises(CardAmountChanged):
        cards.open_intent(checkout_key=card_shop.checkout, amount=AGREED + 1, at=now())


def test_without_a_key_there_are_no_card_payments(card_shop: CardShop, settings: Any) -> None:
    settings.CARD_PAYMENTS = False
    with pytest.raises(CardPaymentsOff):
        card_shop.open()


def test_stripe_is_never_asked_inside_a_transaction(card_shop: CardShop) -> None:
    with pytest.raises(InsideTransaction), transaction.atomic():
        card_shop.open()
    with pytest.raises(InsideTransaction), transaction.atomic():
        gateway.look("pi_1")


def test_held_captured_and_refunded_to_the_dong(card_shop: CardShop) -> None:
    card_shop.pay()
    assert card_shop.payment.state == CardState.AUTHORISED
    assert card_shop.payment.authorised == AGREED
    assert card_shop.payment.ends_at is not None
    card_shop.capture(300_000, 150_000)
    card_shop.hear()
    assert card_shop.payment.captured == 450_000
    assert on(AccountKind.STRIPE) == 450_000
    assert (on(AccountKind.BUYER, card_shop.one), on(AccountKind.BUYER, card_shop.other)) == (
        -300_000,
        -150_000,
    )
    card_shop.refund("r1", 20_000)
    card_shop.refund("r2", 150_000, order=card_shop.other)
    card_shop.hear()
    assert on(AccountKind.STRIPE) == 280_000
    assert on(AccountKind.BUYER, card_shop.one) == -280_000
    assert on(AccountKind.BUYER, card_shop.other) == 0
    assert card_shop.charged == [280_000]
    assert card_shop.events == ["CardAuthorised", "CardCaptured", "CardRefunded", "CardRefunded"]
    assert agree()


def test_a_declined_card_may_be_followed_by_another(card_shop: CardShop) -> None:
    assert card_shop.pay(DECLINED)["error"]["code"] == "card_declined"
    assert (card_shop.payment.state, card_shop.payment.refusal) == (CardState.REFUSED, "generic_decline")
    card_shop.pay()
    assert card_shop.payment.state == CardState.AUTHORISED
    assert card_shop.events == ["CardRefused", "CardAuthorised"]


@pytest.mark.parametrize(("passed", "state"), [(True, CardState.AUTHORISED), (False, CardState.REFUSED)])
def test_three_d_secure(card_shop: CardShop, passed: bool, state: CardState) -> None:
    asked = card_shop.pay(THREE_D_SECURE)
    assert (asked["status"], card_shop.payment.state) == ("requires_action", CardState.OPEN)
    card_shop.stripe.turn(authenticate=asked["id"], passed=passed)
    card_shop.hear()
    assert card_shop.payment.state == state


def test_the_page_need_not_wait_for_the_webhook(card_shop: CardShop) -> None:
    card_shop.stripe.turn(pause=True)
    card_shop.stripe.pay(card_shop.open().client_secret)
    assert cards.refresh(checkout_key=card_shop.checkout, at=now()) == CardState.AUTHORISED
    card_shop.stripe.turn(pause=False)
    card_shop.hear()
    assert card_shop.events == ["CardAuthorised"]


def test_without_any_webhook_the_sweep_finds_out(card_shop: CardShop) -> None:
    card_shop.stripe.turn(drop=1_000)
    card_shop.stripe.pay(card_shop.open().client_secret)
    card_shop.sweep()
    assert card_shop.payment.state == CardState.OPEN
    card_shop.sweep(later=LATER)
    assert card_shop.payment.state == CardState.AUTHORISED
    assert card_shop.payment.ends_at is not None


def test_what_is_not_held_cannot_be_captured(card_shop: CardShop) -> None:
    with pytest.raises(UnknownCardPayment):
        card_shop.capture()
    card_shop.open()
    with pytest.raises(NotAuthorised):
        card_shop.capture()
    card_shop.pay()
    with pytest.raises(CaptureTooLarge):
        card_shop.capture(AGREED, 1)
    with pytest.raises(CaptureTooLarge):
        card_shop.capture(0, 0)


def test_the_money_is_captured_once(card_shop: CardShop) -> None:
    card_shop.pay()
    card_shop.capture()
    card_shop.capture()
    with pytest.raises(CapturedAlready):
        card_shop.capture(300_000, 150_001)
    with pytest.raises(CapturedAlready):
        card_shop.cancel()
    card_shop.hear()
    assert card_shop.charged == [450_000]
    assert CardCall.objects.filter(kind=CallKind.CAPTURE).count() == 1


def test_captures_at_once_agree_on_one(card_shop: CardShop) -> None:
    card_shop.pay()

    def ask(extra: int) -> str:
        try:
            card_shop.capture(300_000 + extra, 100_000)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "wanted"

    with ThreadPoolExecutor(6) as pool:
        words = sorted(pool.map(ask, range(6)))
    assert words == ["CARD_CAPTURED_ALREADY"] * 5 + ["wanted"]
    card_shop.hear()
    assert len(card_shop.charged) == 1
    assert agree()


def test_one_call_tried_by_many_at_once_is_made_once(card_shop: CardShop) -> None:
    card_shop.pay()
    card_shop.capture()
    key = CardCall.objects.get(kind=CallKind.CAPTURE).key

    def attempt(_turn: int) -> None:
        calls.perform(call_key=key, at=now())
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(attempt, range(6)))
    card_shop.hear()
    assert CardCall.objects.get(key=key).attempts == 1
    assert card_shop.events.count("CardCaptured") == 1


def test_refunds_never_exceed_what_was_captured(card_shop: CardShop) -> None:
    card_shop.pay()
    with pytest.raises(NotAuthorised):
        card_shop.refund("r0", 1)
    card_shop.capture()
    card_shop.refund("r1", 400_000)
    card_shop.refund("r1", 400_000)
    with pytest.raises(RefundTooLarge) as refusal:
        card_shop.refund("r2", 50_001)
    assert refusal.value.data == {"left": 50_000, "shown": "50.000\u00a0₫"}
    with pytest.raises(RefundChanged):
        card_shop.refund("r1", 399_999)
    with pytest.raises(RefundTooLarge):
        card_shop.refund("r3", 0)
    card_shop.hear()
    card_shop.sweep(later=LATER)
    assert card_shop.charged == [50_000]


def test_a_refund_asked_before_the_capture_came_through_waits_for_it(card_shop: CardShop) -> None:
    card_shop.pay()
    card_shop.stripe.turn(fail=[{"path": "capture", "times": 9, "status": 503}])
    card_shop.capture()
    card_shop.refund("r1", 50_000)
    run_relay()
    assert card_shop.charged == []
    card_shop.stripe.turn(fail=[])
    card_shop.sweep(later=LATER)
    card_shop.sweep(later=2 * LATER)
    card_shop.hear()
    assert card_shop.charged == [400_000]
    assert agree()


def test_charged_but_the_answer_was_lost(card_shop: CardShop) -> None:
    card_shop.pay(CAPTURE_LOST)
    card_shop.stripe.turn(drop=1_000)
    card_shop.capture()
    run_relay()
    call = CardCall.objects.get(kind=CallKind.CAPTURE)
    assert (call.state, call.attempts) == (CallState.WAITING, 1)
    card_shop.sweep(later=LATER)
    assert card_shop.payment.state == CardState.CAPTURED
    assert card_shop.charged == [450_000]
    assert card_shop.events == ["CardAuthorised", "CardCaptured"]
    assert agree()


def test_refunded_but_the_answer_was_lost(card_shop: CardShop) -> None:
    card_shop.pay(REFUND_LOST)
    card_shop.capture()
    run_relay()
    card_shop.stripe.turn(drop=1_000)
    card_shop.refund("r1", 50_000)
    run_relay()
    for minutes in range(1, 4):
        card_shop.sweep(later=minutes * LATER)
    assert card_shop.charged == [400_000]
    assert len(card_shop.stripe.held("refund")) == 1
    assert card_shop.events.count("CardRefunded") == 1
    assert agree()


def test_held_but_the_browser_heard_nothing(card_shop: CardShop) -> None:
    secret = card_shop.open().client_secret
    with pytest.raises(OSError):  # noqa: PT011 - the connection breaks in one of several ways
        card_shop.stripe.pay(secret, CONFIRM_LOST)
    card_shop.hear()
    assert card_shop.payment.state == CardState.AUTHORISED


def test_a_server_error_is_asked_again_under_a_new_key_after_a_look(card_shop: CardShop) -> None:
    card_shop.pay()
    card_shop.stripe.turn(fail=[{"path": "capture", "times": 3, "status": 500}])
    card_shop.capture()
    run_relay()
    call = CardCall.objects.get(kind=CallKind.CAPTURE)
    assert (call.state, call.generation) == (CallState.WAITING, 2)
    card_shop.sweep(later=LATER)
    assert card_shop.charged == [450_000]


def test_while_stripe_is_down_new_calls_are_left_to_the_sweep(card_shop: CardShop, settings: Any) -> None:
    card_shop.pay()
    there = card_shop.stripe.url
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    card_shop.capture()
    run_relay()
    card_shop.refund("r1", 10_000)
    run_relay()
    assert [call.attempts for call in CardCall.objects.exclude(kind=CallKind.CREATE)] == [1, 0]
    settings.STRIPE_API_BASE = there
    card_shop.sweep(later=LATER)
    card_shop.sweep(later=2 * LATER)
    card_shop.hear()
    assert card_shop.charged == [440_000]


def test_killed_between_stripes_answer_and_our_note(card_shop: CardShop) -> None:
    """The process died after the capture, before anything was written: the next try finds it."""
    card_shop.pay()
    card_shop.stripe.turn(drop=1_000)
    card_shop.capture()
    call = CardCall.objects.get(kind=CallKind.CAPTURE)
    CardCall.objects.filter(pk=call.pk).update(attempts=1)
    gateway.capture(call, card_shop.payment.provider_id or "")
    card_shop.sweep(later=LATER)
    assert card_shop.charged == [450_000]
    assert card_shop.payment.state == CardState.CAPTURED
    assert agree()


def test_a_refused_capture_calls_everything_off(card_shop: CardShop) -> None:
    card_shop.pay(CAPTURE_DECLINED)
    card_shop.capture()
    card_shop.refund("r1", 10_000)
    card_shop.hear()
    assert card_shop.payment.state == CardState.CAPTURE_REFUSED
    assert card_shop.events == ["CardAuthorised", "CardCaptureRefused"]
    assert card_shop.stripe.held("payment_intent")[0]["status"] == "canceled"
    states = dict(CardCall.objects.values_list("kind", "state"))
    assert states == {
        "create": CallState.DONE,
        "capture": CallState.REFUSED,
        "refund": CallState.DROPPED,
        "cancel": CallState.DONE,
    }
    card_shop.refund("r2", 10_000)
    assert CardCall.objects.get(reference="r2").state == CallState.DROPPED
    with pytest.raises(CapturedAlready):
        card_shop.capture(1, 1)
    assert agree()


def test_a_refund_that_a_refusal_dropped_is_made_when_the_money_was_taken_after_all(
    card_shop: CardShop,
) -> None:
    card_shop.pay()
    card_shop.stripe.turn(drop=1_000)
    card_shop.capture()
    call = CardCall.objects.get(kind=CallKind.CAPTURE)
    gateway.capture(call, card_shop.payment.provider_id or "")
    card_shop.refund("r1", 10_000)
    refusal = Fact(kind=FactKind.CAPTURE_REFUSED, provider_ref=call.key, amount=call.amount)
    record_facts(payment_id=call.payment_id, facts=[refusal], source=FactSource.ANSWER, at=now())
    assert CardCall.objects.get(reference="r1").state == CallState.DROPPED

    card_shop.sweep()
    card_shop.sweep(later=LATER)

    assert card_shop.payment.state == CardState.CAPTURED
    assert card_shop.charged == [440_000]
    assert on(AccountKind.BUYER, card_shop.one) == -290_000
    assert agree()


def test_cancelling_lets_the_hold_go(card_shop: CardShop) -> None:
    card_shop.cancel()  # nothing was opened: nothing to do
    card_shop.pay()
    card_shop.cancel()
    card_shop.cancel()
    card_shop.hear()
    assert card_shop.payment.state == CardState.CANCELLED
    assert card_shop.events == ["CardAuthorised", "CardCancelled"]
    with pytest.raises(CardPaymentClosed):
        card_shop.capture()
    with pytest.raises(CardPaymentClosed):
        card_shop.open()


def test_an_intent_nobody_paid_is_closed_for_the_buyer_too(card_shop: CardShop) -> None:
    secret = card_shop.open().client_secret
    card_shop.cancel()
    run_relay()
    assert card_shop.stripe.pay(secret)["error"]["code"] == "payment_intent_unexpected_state"


def test_cancelled_before_stripe_ever_heard_of_it(card_shop: CardShop, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(CardProviderDown):
        card_shop.open()
    card_shop.cancel()
    run_relay()
    assert card_shop.payment.state == CardState.CANCELLED


def test_a_hold_that_ends_is_warned_of_then_let_go(card_shop: CardShop) -> None:
    card_shop.pay()
    card_shop.sweep(later=timedelta(days=5))
    assert card_shop.events == ["CardAuthorised"]
    for hours in (1, 2):
        card_shop.sweep(later=timedelta(days=6, hours=hours))
    assert card_shop.events == ["CardAuthorised", "CardAuthorisationEnding"]
    for minutes in (0, 1):  # the first sweep wants it, the next one asks
        card_shop.sweep(later=timedelta(days=6, hours=23, minutes=minutes))
    card_shop.hear()
    assert card_shop.payment.state == CardState.CANCELLED


def test_a_hold_that_ended_is_news(card_shop: CardShop) -> None:
    intent = card_shop.pay()["id"]
    card_shop.stripe.turn(expire=intent)
    card_shop.hear()
    assert card_shop.payment.state == CardState.ENDED
    assert card_shop.events == ["CardAuthorised", "CardAuthorisationEnded"]


def test_a_capture_after_the_end_of_the_hold_is_refused(card_shop: CardShop) -> None:
    intent = card_shop.pay()["id"]
    card_shop.stripe.turn(drop=1_000)
    card_shop.stripe.turn(expire=intent)
    card_shop.capture()
    run_relay()
    assert card_shop.payment.state != CardState.CAPTURED
    assert len({"CardAuthorisationEnded", "CardCaptureRefused"} & set(card_shop.events)) == 1
    assert card_shop.charged == []


def test_a_refund_takes_its_time(card_shop: CardShop) -> None:
    card_shop.stripe.turn(slow_seconds=0.3)
    card_shop.pay(SLOW_REFUND)
    card_shop.capture()
    run_relay()
    card_shop.refund("r1", 10_000)
    run_relay()
    assert card_shop.payment.refunded == 0
    wait_for_refund(card_shop, "succeeded")
    assert card_shop.payment.refunded == 10_000
    assert agree()


def test_a_refund_that_fails_is_owed_again(card_shop: CardShop) -> None:
    card_shop.stripe.turn(slow_seconds=0.3)
    card_shop.pay(FAILING_REFUND)
    card_shop.capture()
    run_relay()
    card_shop.refund("r1", 10_000)
    run_relay()
    wait_for_refund(card_shop, "failed")
    assert on(AccountKind.BUYER, card_shop.one) == -300_000
    assert CardCall.objects.get(reference="r1").state == CallState.REFUSED
    assert card_shop.events[-1] == "CardRefundFailed"
    assert agree()


def wait_for_refund(shop: CardShop, status: str) -> None:
    from tests.support.stripe import wait_for

    wait_for(lambda: shop.stripe.held("refund")[0]["status"] == status)
    shop.hear()


def test_a_capture_made_elsewhere_waits_on_the_checkouts_account(card_shop: CardShop) -> None:
    """Somebody pressed the button in Stripe's dashboard."""
    card_shop.pay()
    call = CardCall(kind=CallKind.CAPTURE, key=new_key(), amount=100_000)
    gateway.capture(call, card_shop.payment.provider_id or "")
    card_shop.hear()
    assert on(AccountKind.BUYER, f"checkout:{card_shop.checkout}") == -100_000
    assert agree()

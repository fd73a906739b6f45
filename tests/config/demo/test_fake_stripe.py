"""The fake Stripe behaves as Stripe does where we rely on it. Asked with Stripe's own library."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stripe

from config.demo.fake_stripe.forms import decode
from config.demo.fake_stripe.testcards import CARDS, passes_luhn
from tests.support.stripe import SECRET, KillableStripe, Stripe, running, wait_for


class Shop(ThreadingHTTPServer):
    """Takes webhooks; refuses as many as it is told to, first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ShopHandler)
        self.got: list[Any] = []
        self.refuse = 0

    @property
    def kinds(self) -> list[str]:
        return [event.type for event in self.got]


class ShopHandler(BaseHTTPRequestHandler):
    server: Shop

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = stripe.Webhook.construct_event(body, self.headers["Stripe-Signature"], SECRET)
        if self.server.refuse:
            self.server.refuse -= 1
            self.send_response(503)
        else:
            self.server.got.append(event)
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def fake(tmp_path: Path, shop: Shop) -> Iterator[Stripe]:
    with running(tmp_path, webhook=f"http://127.0.0.1:{shop.server_address[1]}/hook") as there:
        yield there


@pytest.fixture
def client(fake: Stripe) -> stripe.StripeClient:
    return asking(fake)


def asking(fake: Stripe, *, retries: int = 0) -> stripe.StripeClient:
    return stripe.StripeClient("sk_test_fake", base_addresses={"api": fake.url}, max_network_retries=retries)


def opened(client: stripe.StripeClient, amount: int = 50_000) -> Any:
    return client.v1.payment_intents.create(
        {
            "amount": amount,
            "currency": "vnd",
            "capture_method": "manual",
            "allowed_payment_method_types": ["card"],
        }
    )


def held(client: stripe.StripeClient, card: str = "pm_card_visa") -> Any:
    return client.v1.payment_intents.confirm(opened(client).id, {"payment_method": card})


def taken(client: stripe.StripeClient, card: str = "pm_card_visa") -> Any:
    return client.v1.payment_intents.capture(held(client, card).id)


def test_brackets_in_forms_become_objects_and_lists() -> None:
    assert decode("a=1&m[x][y]=2&t[]=p&t[]=q&e[0]=r&empty=") == {
        "a": "1",
        "m": {"x": {"y": "2"}},
        "t": ["p", "q"],
        "e": ["r"],
        "empty": "",
    }


def test_every_test_card_has_a_valid_number_of_its_own() -> None:
    assert all(passes_luhn(card.number) for card in CARDS)
    assert len({card.number for card in CARDS}) == len({card.token for card in CARDS}) == len(CARDS)


def test_a_card_is_held_then_captured_in_part(client: stripe.StripeClient) -> None:
    intent = held(client)
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 50_000)
    done = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 42_000})
    assert (done.status, done.amount_received, done.amount_capturable) == ("succeeded", 42_000, 0)


def test_a_declined_card_may_be_followed_by_another(client: stripe.StripeClient) -> None:
    intent = opened(client)
    with pytest.raises(stripe.CardError) as refusal:
        client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa_chargeDeclined"})
    assert (refusal.value.http_status, refusal.value.code) == (402, "card_declined")
    again = client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert again.status == "requires_capture"


@pytest.mark.parametrize(
    ("passed", "status"), [(True, "requires_capture"), (False, "requires_payment_method")]
)
def test_three_d_secure_waits_for_the_bank(
    client: stripe.StripeClient, fake: Stripe, passed: bool, status: str
) -> None:
    intent = held(client, "pm_card_authenticationRequired")
    assert intent.status == "requires_action"
    assert intent.next_action.redirect_to_url.url.startswith(f"{fake.url}/3ds/{intent.id}")
    fake.turn(authenticate=intent.id, passed=passed)
    assert client.v1.payment_intents.retrieve(intent.id).status == status


def test_more_than_was_held_cannot_be_captured(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.payment_intents.capture(held(client).id, {"amount_to_capture": 50_001})
    assert refusal.value.code == "amount_too_large"


def test_nothing_is_captured_twice(client: stripe.StripeClient) -> None:
    intent = taken(client)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.payment_intents.capture(intent.id)
    assert refusal.value.code == "payment_intent_unexpected_state"


def test_refunds_add_up_to_what_was_captured_at_most(client: stripe.StripeClient) -> None:
    intent = taken(client)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 30_000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 20_001})
    client.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert refusal.value.code == "charge_already_refunded"


def test_a_held_card_can_be_let_go(client: stripe.StripeClient) -> None:
    gone = client.v1.payment_intents.cancel(held(client).id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")


def test_a_hold_ends_by_itself(client: stripe.StripeClient, fake: Stripe, shop: Shop) -> None:
    fake.turn(hold_seconds=0)
    intent = held(client)
    wait_for(lambda: "payment_intent.canceled" in shop.kinds)
    assert client.v1.payment_intents.retrieve(intent.id).cancellation_reason == "automatic"


def test_the_same_key_gives_the_same_answer(client: stripe.StripeClient, fake: Stripe) -> None:
    wish, options = {"amount": 5_000, "currency": "vnd"}, {"idempotency_key": "one"}
    first = client.v1.payment_intents.create(wish, options)  # type: ignore[arg-type]
    again = client.v1.payment_intents.create(wish, options)  # type: ignore[arg-type]
    assert first.id == again.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(fake.held("payment_intent")) == 1


def test_the_same_key_with_another_body_is_an_error(client: stripe.StripeClient) -> None:
    client.v1.payment_intents.create({"amount": 5_000, "currency": "vnd"}, {"idempotency_key": "one"})
    with pytest.raises(stripe.IdempotencyError) as refusal:
        client.v1.payment_intents.create({"amount": 5_001, "currency": "vnd"}, {"idempotency_key": "one"})
    assert refusal.value.http_status == 400


def test_a_failed_validation_does_not_use_up_the_key(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create({"amount": 0, "currency": "vnd"}, {"idempotency_key": "one"})
    assert client.v1.payment_intents.create({"amount": 5_000, "currency": "vnd"}, {"idempotency_key": "one"})


def test_one_key_from_eight_threads_makes_one_intent(fake: Stripe) -> None:
    def create(_turn: int) -> str:
        made = asking(fake).v1.payment_intents.create(
            {"amount": 5_000, "currency": "vnd"}, {"idempotency_key": "one"}
        )
        return str(made.id)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(create, range(8)))) == 1
    assert len(fake.held("payment_intent")) == 1


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"currency": "vnd"}, "parameter_missing"),
        ({"amount": "12.5", "currency": "vnd"}, "parameter_invalid_integer"),
        ({"amount": 5_000, "currency": "vnd", "colour": "red"}, "parameter_unknown"),
    ],
)
def test_bad_parameters_are_named(client: stripe.StripeClient, wish: Any, code: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.payment_intents.create(wish)
    assert refusal.value.code == code
    assert refusal.value.request_id.startswith("req_")  # type: ignore[union-attr]


def test_a_wrong_key_is_refused(fake: Stripe) -> None:
    with pytest.raises(stripe.AuthenticationError):
        opened(stripe.StripeClient("sk_live_other", base_addresses={"api": fake.url}))


def test_what_does_not_exist_is_missing(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.payment_intents.retrieve("pi_unknown")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_a_browser_may_only_confirm_what_it_has_the_secret_of(
    client: stripe.StripeClient, fake: Stripe
) -> None:
    intent = opened(client)
    wrong = fake.pay(f"{intent.id}_secret_wrong")
    assert wrong["error"]["param"] == "client_secret"
    assert fake.pay(intent.client_secret)["status"] == "requires_capture"
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("pk_test_fake", base_addresses={"api": fake.url}).v1.payment_intents.capture(
            intent.id
        )


def test_the_answer_is_lost_but_the_card_is_charged(client: stripe.StripeClient) -> None:
    intent = held(client, "pm_card_answerLostOnCapture")
    with pytest.raises(stripe.APIConnectionError):
        client.v1.payment_intents.capture(intent.id, options={"idempotency_key": "c1"})
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_the_librarys_retries_find_a_lost_answer(fake: Stripe) -> None:
    fake.turn(lose=[{"path": "payment_intents", "times": 2}])
    assert opened(asking(fake, retries=2)).status == "requires_payment_method"
    assert len(fake.held("payment_intent")) == 1


def test_a_card_that_cannot_be_captured(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.CardError) as refusal:
        taken(client, "pm_card_captureDeclined")
    assert refusal.value.code == "card_declined"


def test_errors_on_demand(client: stripe.StripeClient, fake: Stripe) -> None:
    fake.turn(fail=[{"path": "payment_intents", "times": 1, "status": 500}])
    with pytest.raises(stripe.APIError):
        opened(client)
    assert opened(client).status == "requires_payment_method"


def test_webhooks_are_signed_and_tell_the_story(
    client: stripe.StripeClient, fake: Stripe, shop: Shop
) -> None:
    intent = taken(client)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 1_000})
    fake.wait_until_silent()
    assert shop.kinds == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "charge.captured",
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
    ]


def test_a_webhook_is_sent_until_it_is_taken(client: stripe.StripeClient, shop: Shop) -> None:
    shop.refuse = 2
    opened(client)
    wait_for(lambda: shop.kinds == ["payment_intent.created"])


def test_webhooks_are_doubled_and_reordered_on_demand(
    client: stripe.StripeClient, fake: Stripe, shop: Shop
) -> None:
    fake.turn(double=True, delay_ms=300)
    for _turn in range(3):
        taken(client)
    fake.wait_until_silent()
    ids = [event.id for event in shop.got]
    assert len(ids) == 2 * len(set(ids)) == 30
    created = [event.created for event in fake_events(fake)]
    assert [event.id for event in shop.got[:15]] != sorted(ids[:15])
    assert len(created) == 15


def fake_events(fake: Stripe) -> list[Any]:
    return list(asking(fake).v1.events.list().data)


def test_webhooks_can_be_dropped_and_held_back(client: stripe.StripeClient, fake: Stripe, shop: Shop) -> None:
    fake.turn(drop=1)
    opened(client)
    fake.turn(pause=True)
    opened(client)
    assert fake.state["waiting"] == 1
    fake.turn(pause=False)
    fake.wait_until_silent()
    assert shop.kinds == ["payment_intent.created"]


@pytest.mark.parametrize(
    ("card", "first", "last"),
    [("pm_card_pendingRefund", "pending", "succeeded"), ("pm_card_refundFail", "succeeded", "failed")],
)
def test_refunds_may_take_time_or_fail(
    client: stripe.StripeClient, fake: Stripe, card: str, first: str, last: str
) -> None:
    fake.turn(slow_seconds=0.2)
    refund = client.v1.refunds.create({"payment_intent": taken(client, card).id, "amount": 1_000})
    assert refund.status == first
    wait_for(lambda: client.v1.refunds.retrieve(refund.id).status == last)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_killed_it_forgets_nothing_that_it_answered(tmp_path: Path, shop: Shop) -> None:
    hook = f"http://127.0.0.1:{shop.server_address[1]}/hook"
    killable = KillableStripe(free_port(), tmp_path / "state.sqlite3", hook)
    killable.start()
    try:
        shop.refuse = 1_000
        client = asking(killable.stripe)
        intent = taken(client)
        killable.kill()
        shop.refuse = 0
        killable.start()
        assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
        wait_for(lambda: "payment_intent.succeeded" in shop.kinds)
    finally:
        killable.kill()


def test_the_control_page_refuses_what_it_does_not_know(fake: Stripe) -> None:
    assert fake.turn(dobule=True) == {"error": "unknown: dobule"}
    assert json.dumps(fake.state)

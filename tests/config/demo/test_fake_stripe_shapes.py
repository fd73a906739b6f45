"""The fake's objects beside those of stripe-mock: Stripe's own server, which has no state.

Needs Go (`go install github.com/stripe/stripe-mock`); skipped loudly where it is missing.
"""

import json
import os
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.needs import STRIPE_MOCK
from tests.support.stripe import Stripe, running, wait_for

pytestmark = pytest.mark.stripe_mock
MODULE = "github.com/stripe/stripe-mock@v0.203.0"
BUILD_SECONDS = 300


@pytest.fixture(scope="session")
def stripe_mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address. Built once a session; Go keeps what it downloaded."""
    program = _built(tmp_path_factory.mktemp("gobin"))
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [program, "-http-port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    wait_for(lambda: _listens(port))
    yield url
    process.terminate()
    process.wait(timeout=10)


def _built(folder: Path) -> str:
    go = shutil.which("go") or "go"
    done = subprocess.run(
        [go, "install", MODULE],
        env={**os.environ, "GOBIN": str(folder)},
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    if done.returncode:
        missing = pytest.fail if "stripe_mock" in os.environ.get("REQUIRE", "") else pytest.skip
        missing(f"{STRIPE_MOCK}. {done.stderr.strip()[-200:]}")
    return str(folder / "stripe-mock")


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Stripe]:
    with running(tmp_path) as there:
        yield there


def ask(url: str, path: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    """POST with fields, else GET."""
    body = urlencode(fields).encode() if fields else None
    request = urllib.request.Request(url + path, data=body, headers={"Authorization": "Bearer sk_test_123"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as no:
        return no.code, json.load(no)


def create(url: str, **more: Any) -> tuple[int, dict[str, Any]]:
    wish = {"amount": 50_000, "currency": "vnd", "capture_method": "manual"}
    wish |= {"allowed_payment_method_types[]": "card", "metadata[checkout]": "c1"}
    return ask(url, "/v1/payment_intents", **(wish | more))


def story(url: str) -> dict[str, dict[str, Any]]:
    """One payment's life; stripe-mock answers each step without remembering the one before."""
    intent = create(url)[1]
    path = f"/v1/payment_intents/{intent['id']}"
    confirmed = ask(url, f"{path}/confirm", payment_method="pm_card_visa")[1]
    captured = ask(url, f"{path}/capture", amount_to_capture=40_000)[1]
    refund = ask(url, "/v1/refunds", payment_intent=intent["id"], amount=1_000)[1]
    charge = ask(url, f"/v1/charges/{confirmed['latest_charge'] or 'ch_1'}")[1]
    other = create(url)[1]
    gone = ask(url, f"/v1/payment_intents/{other['id']}/cancel", cancellation_reason="abandoned")[1]
    listed = ask(url, f"/v1/refunds?payment_intent={intent['id']}")[1]
    return {
        "created": intent,
        "confirmed": confirmed,
        "captured": captured,
        "refund": refund,
        "charge": charge,
        "canceled": gone,
        "refunds": listed,
    }


# Left out: a feature we do not use, and a charge's refunds, which newer versions show only when asked to.
LEFT_OUT = {"managed_payments", "refunds"}


def test_the_fakes_objects_have_stripes_fields(fake: Stripe, stripe_mock: str) -> None:
    ours, theirs = story(fake.url), story(stripe_mock)
    for step, thing in theirs.items():
        assert set(thing) - set(ours[step]) <= LEFT_OUT, step
        assert set(ours[step]) - set(thing) <= {"failure_reason"}, step


def test_the_fields_have_stripes_types(fake: Stripe, stripe_mock: str) -> None:
    ours, theirs = story(fake.url), story(stripe_mock)
    for step, thing in theirs.items():
        for name, value in ours[step].items():
            if value is not None and thing.get(name) is not None:
                assert type(value) is type(thing[name]), f"{step}.{name}"


@pytest.mark.parametrize(
    "wish",
    [{"colour": "red"}, {"amount": "much"}, {"capture_method": "sometimes"}, {"metadata": "text"}],
)
def test_what_stripe_does_not_take_the_fake_does_not_take(
    fake: Stripe, stripe_mock: str, wish: dict[str, str]
) -> None:
    for url in (fake.url, stripe_mock):
        status, body = create(url, **wish)
        assert status == 400, url
        assert body["error"]["type"] == "invalid_request_error", url


def test_everything_our_gateway_sends_is_taken_by_stripes_description(
    stripe_mock: str, settings: Any
) -> None:
    from marketplace.payments.enums import CallKind, Capture
    from marketplace.payments.models import CardCall, CardPayment
    from marketplace.payments.providers.stripe import gateway

    settings.STRIPE_API_BASE = stripe_mock
    settings.STRIPE_API_KEY = "sk_test_123"
    payment = CardPayment(checkout_key="c1", amount=50_000, currency="EUR", capture=Capture.AT_ONCE)
    shares = {"order:1": 1_000}
    created = gateway.create(CardCall(kind=CallKind.CREATE), payment)
    assert created.provider_id.startswith("pi_")
    gateway.capture(CardCall(kind=CallKind.CAPTURE, amount=1_000), created.provider_id)
    gateway.cancel(CardCall(kind=CallKind.CANCEL), created.provider_id)
    wish = CardCall(kind=CallKind.REFUND, reference="r1", amount=1_000, shares=shares)
    assert gateway.refund(wish, created.provider_id).provider_id.startswith("re_")
    gateway.look(created.provider_id)

"""The stand-in for Stripe.js in a real browser, under a content security policy as strict as the shop's."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stripe
from playwright.sync_api import Browser, Page, expect

from tests.support.stripe import Stripe, running

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><meta charset="utf-8"><title>card</title>
<script src="{fake}/v3/" defer></script><script src="/card.js" defer></script>
<div id="card"></div><button id="pay">pay</button><p id="said"></p>"""

SCRIPT = """
const stripe = Stripe("pk_test_fake");
const card = stripe.elements({locale: "vi"}).create("card", {hidePostalCode: true});
const say = (word) => { document.getElementById("said").textContent += word + " "; };
card.on("change", (event) => { if (event.complete) say("complete"); });
card.mount("#card");
document.getElementById("pay").addEventListener("click", async () => {
  const answer = await stripe.confirmCardPayment("SECRET", {payment_method: {card}});
  say(answer.error ? answer.error.code : answer.paymentIntent.status);
});
"""


class Shop(ThreadingHTTPServer):
    fake = ""
    secret = ""


class ShopHandler(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        script = self.path == "/card.js"
        text = SCRIPT.replace("SECRET", self.server.secret) if script else PAGE.format(fake=self.server.fake)
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        fake = self.server.fake
        policy = f"default-src 'self'; script-src 'self' {fake}; connect-src {fake}; frame-src {fake}"
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Stripe]:
    with running(tmp_path) as there:
        yield there


@pytest.fixture
def page(fake: Stripe, chrome: Browser) -> Iterator[Page]:
    """The card page of an intent that waits for a card."""
    client = stripe.StripeClient("sk_test_fake", base_addresses={"api": fake.url})
    intent = client.v1.payment_intents.create(
        {"amount": 50_000, "currency": "vnd", "capture_method": "manual"}
    )
    server = Shop(("127.0.0.1", 0), ShopHandler)
    server.fake, server.secret = fake.url, intent.client_secret or ""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    opened = chrome.new_page()
    opened.goto(f"http://127.0.0.1:{server.server_address[1]}/")
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()
    thread.join()


def pay(page: Page, number: str) -> None:
    page.get_by_label("Số thẻ").fill(number)
    page.get_by_label("Hết hạn").fill("12/34")
    page.get_by_label("CVC").fill("123")
    page.get_by_role("button", name="pay").click()


def says(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_have_text(words, timeout=10_000)


def test_a_good_card(page: Page) -> None:
    pay(page, "4242 4242 4242 4242")
    says(page, "complete requires_capture")


def test_a_declined_card_then_a_good_one(page: Page) -> None:
    pay(page, "4000000000000002")
    says(page, "complete card_declined")
    page.get_by_label("Số thẻ").fill("4242424242424242")
    page.get_by_role("button", name="pay").click()
    says(page, "complete card_declined complete requires_capture")


def test_a_mistyped_number(page: Page) -> None:
    pay(page, "4242424242424241")
    says(page, "complete incorrect_number")


@pytest.mark.parametrize(("button", "word"), [("Xác nhận", "requires_capture"), ("Từ chối", "card_declined")])
def test_the_banks_page_opens_over_the_shops(page: Page, button: str, word: str) -> None:
    pay(page, "4000002500003155")
    page.frame_locator("iframe").get_by_role("button", name=button).click()
    says(page, f"complete {word}")
    assert page.locator("iframe").count() == 0

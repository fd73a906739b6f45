"""The card of an order abroad, with the fake provider over HTTP: from the form to paid."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from kernel.clock import standing_at
from kernel.outbox.testing import run_relay
from marketplace.campaigns.enums import AbroadState
from marketplace.campaigns.models import OrderAbroad
from tests.factories.campaigns import a_rate, an_exporter, opened, the_rules
from tests.factories.consignments import AT
from tests.support.stripe import Stripe, running
from tests.web.test_campaigns import TYPED


@pytest.fixture
def bank(transactional_db: None, settings: LazySettings, tmp_path: Path) -> Iterator[Stripe]:
    settings.CARD_PAYMENTS = True
    cache.clear()
    with running(tmp_path) as stripe, standing_at(AT):
        settings.STRIPE_API_BASE = stripe.url
        yield stripe


def test_the_card_pays_in_the_campaigns_currency_and_the_page_says_so(bank: Stripe) -> None:
    the_rules()
    a_rate()
    campaign = opened(an_exporter())
    buyer = Client()
    paying = buyer.post(f"/abroad/{campaign.key}", TYPED).headers["Location"]
    page = buyer.get(paying)
    again = buyer.get(paying)
    [secret] = re.findall(r'data-secret="([^"]+)"', page.content.decode())

    assert f'data-secret="{secret}"' in again.content.decode()
    assert "frame-src" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    bank.pay(secret)
    [intent] = bank.held("payment_intent")
    assert (intent["amount"], intent["currency"]) == (7_200, "eur")

    order = OrderAbroad.objects.get()
    mine = f"/abroad/order/{order.link_secret}"
    assert buyer.get(f"{mine}?tra=xong").status_code == 200
    run_relay()

    order.refresh_from_db()
    assert order.state == AbroadState.PAID
    said = buyer.get(mine).content.decode()
    assert str(AbroadState.PAID.label) in said
    assert "/pay" not in said
    assert buyer.get(paying).headers["Location"] == mine


def test_a_provider_that_does_not_answer_is_said_and_nothing_is_lost(
    bank: Stripe, settings: LazySettings
) -> None:
    the_rules()
    a_rate()
    campaign = opened(an_exporter())
    paying = Client().post(f"/abroad/{campaign.key}", TYPED).headers["Location"]
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    assert Client().get(paying).status_code == 409
    assert OrderAbroad.objects.get().state == AbroadState.UNPAID

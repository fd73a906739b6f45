"""Cards in other currencies, taken as soon as the buyer pays."""

from typing import Any

import pytest

from kernel.clock import now
from marketplace.payments import cards
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import AccountKind, FactKind, FactSource
from marketplace.payments.facts import Fact
from marketplace.payments.ledger import balance
from marketplace.payments.refusals import CardAmountChanged, CardCurrencyUnknown, RefundTooLarge
from tests.marketplace.payments.books import agree
from tests.marketplace.payments.conftest import CardShop

pytestmark = pytest.mark.urls("marketplace.payments.urls")
CENTS = 4_950


def order_of(shop: CardShop) -> str:
    return f"abroad:{shop.checkout}"


def opened(shop: CardShop, amount: int = CENTS, currency: str = "EUR", **terms: Any) -> cards.CardIntent:
    terms = {"shares": {order_of(shop): amount}, "capture": cards.Capture.AT_ONCE, **terms}
    return cards.open_intent(checkout_key=shop.checkout, amount=amount, currency=currency, at=now(), **terms)


def give_back(shop: CardShop, name: str, amount: int) -> None:
    cards.refund(
        checkout_key=shop.checkout,
        order_reference=order_of(shop),
        reference=name,
        amount=amount,
        reason="called off",
        at=now(),
    )


@pytest.mark.parametrize(("currency", "amount"), [("EUR", CENTS), ("JPY", 8_000), ("VND", 120_000)])
def test_what_is_taken_at_once_is_the_orders_and_goes_back_whole(
    card_shop: CardShop, currency: str, amount: int
) -> None:
    intent, order = opened(card_shop, amount, currency), order_of(card_shop)
    [held] = card_shop.stripe.held("payment_intent")
    said = (held["amount"], held["currency"], held["capture_method"])
    assert said == (amount, currency.lower(), "automatic")
    card_shop.stripe.pay(intent.client_secret)
    card_shop.hear()
    assert card_shop.events == ["CardCaptured"]
    assert balance(kind=AccountKind.BUYER, owner=order, currency=currency) == -amount
    assert balance(kind=AccountKind.STRIPE, currency=currency) == amount
    give_back(card_shop, "off", amount)
    give_back(card_shop, "off", amount)
    card_shop.hear()
    card_shop.sweep()
    assert card_shop.charged == [0]
    assert balance(kind=AccountKind.BUYER, owner=order, currency=currency) == 0
    with pytest.raises(RefundTooLarge):
        give_back(card_shop, "once more", 1)
    assert agree()


@pytest.mark.parametrize(
    "other",
    [
        {"amount": CENTS + 1},
        {"currency": "USD"},
        {"shares": {"abroad:other": CENTS}},
        {"capture": cards.Capture.HELD},
    ],
)
def test_the_terms_of_a_payment_never_change(card_shop: CardShop, other: dict[str, Any]) -> None:
    assert opened(card_shop) == opened(card_shop)
    with pytest.raises(CardAmountChanged):
        opened(card_shop, **other)


@pytest.mark.parametrize("currency", ["ISK", "UGX", "KWD", "eur", "EURO", ""])
def test_a_currency_whose_units_are_not_sure_is_refused(card_shop: CardShop, currency: str) -> None:
    with pytest.raises(CardCurrencyUnknown):
        opened(card_shop, currency=currency)


@pytest.mark.parametrize("shares", [{"abroad:a": CENTS - 1}, {"abroad:a": CENTS + 1, "abroad:b": -1}])
def test_shares_that_are_not_the_amount_are_a_mistake(card_shop: CardShop, shares: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="are not"):
        opened(card_shop, shares=shares)


def test_news_in_another_currency_is_not_believed(card_shop: CardShop) -> None:
    opened(card_shop)
    wrong = Fact(kind=FactKind.CAPTURED, provider_ref="ch_x", amount=CENTS, currency="USD")
    payment = card_shop.payment
    assert record_facts(payment_id=payment.pk, facts=[wrong], source=FactSource.WEBHOOK, at=now()) == 0
    assert (card_shop.payment.captured, card_shop.events) == (0, [])


def test_paid_at_the_moment_it_was_cancelled_is_told_once_and_stays_the_orders(card_shop: CardShop) -> None:
    intent = opened(card_shop)
    card_shop.stripe.turn(pause=True)
    card_shop.stripe.pay(intent.client_secret)
    card_shop.cancel()
    card_shop.sweep()
    assert card_shop.events == ["CardCaptured"]
    card_shop.stripe.turn(pause=False)
    card_shop.hear()
    assert card_shop.events == ["CardCaptured"]
    assert balance(kind=AccountKind.BUYER, owner=order_of(card_shop), currency="EUR") == -CENTS
    assert agree()


def test_a_declined_card_may_try_another(card_shop: CardShop) -> None:
    intent = opened(card_shop)
    card_shop.stripe.pay(intent.client_secret, "4000000000000002")
    card_shop.hear()
    card_shop.stripe.pay(intent.client_secret)
    card_shop.hear()
    assert card_shop.events == ["CardRefused", "CardCaptured"]
    assert card_shop.charged == [CENTS]

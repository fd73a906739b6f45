"""Sales in another country's money: to the dong and to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kernel.rates.queries import Rate
from marketplace.payments import postings
from marketplace.payments.checking import faults
from marketplace.payments.enums import AccountKind
from marketplace.payments.ledger import balance, post
from marketplace.payments.models import LedgerTransaction, Payable
from marketplace.payments.operations import ShareAbroad, record_sale_abroad
from marketplace.payments.rates import Rates, SaleLine, withheld
from marketplace.payments.refusals import PostedDifferently
from marketplace.payments.settling import after_complaints
from tests.factories.payments import DELIVERED_AT

RATE = Rate("EUR", "VND", Decimal("27000.5"), date(2026, 6, 10), "Demo")
ORDER, CAMPAIGN = "abroad:a", "campaign:a"
RATES = Rates(commission_ppm=50_000, vat_ppm=10_000, pit_ppm=5_000)

lines = some.builds(
    SaleLine,
    some.integers(0, 10**9),
    some.builds(Rates, some.integers(0, 300_000), some.integers(0, 100_000), some.integers(0, 100_000)),
)


@given(
    some.integers(1, 10**9),
    some.decimals("0.0001", "50000", places=4),
    some.sampled_from(["EUR", "JPY", "USD", "VND"]),
    some.dictionaries(some.sampled_from(["h1", "h2", "h3"]), some.lists(lines, min_size=1, max_size=4)),
)
def test_every_currency_sums_to_zero_whatever_the_figures(
    paid: int, value: Decimal, currency: str, sold: dict[str, list[SaleLine]]
) -> None:
    rate = Rate(currency, "VND", value, date(2026, 6, 10), "Demo")
    entries = postings.sale_abroad(
        order=ORDER,
        campaign=CAMPAIGN,
        paid=paid,
        currency=currency,
        worth_dong=rate.convert(paid),
        goods={house: (sum(each.goods_dong for each in own), withheld(own)) for house, own in sold.items()},
    )
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.currency] = sums.get(entry.currency, 0) + entry.amount
    assert set(sums.values()) == {0}
    owed = -sum(entry.amount for entry in entries if entry.account_kind == AccountKind.HOUSEHOLD)
    assert owed == sum(
        sum(each.goods_dong for each in own) - withheld(own).total_dong for own in sold.values()
    )


def captured(cents: int, *, order: str = ORDER) -> None:
    entries = postings.card_captured(checkout="c", amount=cents, currency="EUR", shares={order: cents})
    post(kind="card_captured", reference=f"ch_{order}", subject=order, entries=entries, at=DELIVERED_AT)


def sold(*, paid: int = 3_600, goods: int = 120_000) -> None:
    record_sale_abroad(
        order=ORDER,
        campaign=CAMPAIGN,
        paid=paid,
        rate=RATE,
        shares=[
            ShareAbroad("h1", [SaleLine(goods, RATES)]),
            ShareAbroad("h2", [SaleLine(60_000)]),
            ShareAbroad("h1", [SaleLine(1_000)]),
        ],
        at=DELIVERED_AT,
    )


@pytest.mark.django_db
def test_what_the_buyer_paid_is_the_households_the_platforms_and_the_ways() -> None:
    captured(3_600)
    sold()
    assert balance(kind=AccountKind.BUYER, owner=ORDER, currency="EUR") == 0
    assert balance(kind=AccountKind.STRIPE, currency="EUR") == 3_600
    assert balance(kind=AccountKind.EXCHANGE, owner="EUR", currency="EUR") == -3_600
    assert balance(kind=AccountKind.EXCHANGE, owner="EUR") == 972_018
    assert balance(kind=AccountKind.HOUSEHOLD, owner="h1") == -(121_000 - 7_800)
    assert balance(kind=AccountKind.HOUSEHOLD, owner="h2") == -60_000
    assert balance(kind=AccountKind.COMMISSION) == -6_000
    assert balance(kind=AccountKind.ABROAD_COSTS, owner=CAMPAIGN) == -(972_018 - 181_000)
    payables = Payable.objects.order_by("household_key").values_list(
        "household_key", "amount_dong", "subject"
    )
    assert list(payables) == [("h1", 113_200, ORDER), ("h2", 60_000, ORDER)]
    assert {each.payable_from for each in Payable.objects.all()} == {after_complaints(DELIVERED_AT)}


@pytest.mark.django_db
def test_twice_is_once_and_other_figures_are_refused() -> None:
    sold()
    sold()
    assert LedgerTransaction.objects.filter(kind="sale_abroad").count() == 1
    assert Payable.objects.count() == 2
    with pytest.raises(PostedDifferently):
        sold(goods=120_001)


@pytest.mark.django_db
def test_a_campaign_that_brings_less_than_its_goods_costs_the_platform() -> None:
    sold(paid=100)
    assert balance(kind=AccountKind.ABROAD_COSTS, owner=CAMPAIGN) == 181_000 - 27_001
    assert [each for each in faults() if "card" not in each.what] == []

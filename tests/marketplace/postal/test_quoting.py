"""What a parcel abroad would cost is known before anybody orders: price, postage, duty and tax, DAP and
DDP.
"""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from kernel.clock import now
from kernel.errors import NotFound
from kernel.rates.models import ExchangeRate
from logistics.paperwork.enums import Incoterm, Levy, Verdict
from logistics.paperwork.models import LevyRow
from marketplace.catalogue.models import Listing
from marketplace.postal.quoting import Quote, quote_parcel, require_open
from marketplace.postal.refusals import PostalTermsUnknown, PostalWayShut
from tests.factories.paperwork import sign
from tests.factories.postal import TWO_KILOS, tea_on_sale


def ask(listing: Listing, country: str = "JP", quantity: int = TWO_KILOS) -> Quote:
    return quote_parcel(listing_key=listing.key, quantity=quantity, country=country, at=now())


def test_four_kilograms_to_tokyo_without_and_with_duty_paid(tea: Listing) -> None:
    duty = LevyRow.objects.get(name="JP-vat-food")
    duty.pk, duty.name, duty.levy, duty.percent = None, "JP-duty-tea", Levy.DUTY, Decimal(17)
    duty.save()
    quote = ask(tea, quantity=4_000)

    dap, ddp = quote.term(Incoterm.DAP), quote.term(Incoterm.DDP)
    postage = require_open(quote).price_dong
    base = 2_400_000 + postage
    levies = base * 17 // 100 + ((base + base * 17 // 100) * 8 + 50) // 100
    assert quote.goods_dong == 2_400_000
    assert (dap.total_dong, dap.levies_dong, dap.estimate.buyer_pays) == (base, 0, True)
    assert ddp.total_dong == base + levies
    assert not ddp.estimate.buyer_pays
    assert not ddp.estimate.verified  # nobody read a source for these rows


def test_below_ten_thousand_yen_japan_takes_nothing(tea: Listing) -> None:
    """10,000 yen are 1,764,706 dong at the made-up rates."""
    quote = ask(tea)

    assert quote.term(Incoterm.DDP).levies_dong == 0
    assert quote.term(Incoterm.DDP).total_dong == quote.term(Incoterm.DAP).total_dong


def test_what_no_row_names_is_no_sum_and_ddp_cannot_be_had(tea: Listing) -> None:
    """Above the small sum no row names a duty on tea."""
    quote = ask(tea, quantity=4_000)

    assert quote.term(Incoterm.DAP).total_dong == 2_400_000 + require_open(quote).price_dong
    with pytest.raises(PostalTermsUnknown):
        quote.term(Incoterm.DDP)


def test_without_a_rate_of_exchange_nothing_is_guessed(tea: Listing) -> None:
    ExchangeRate.objects.all().delete()
    quote = ask(tea)

    assert quote.term(Incoterm.DAP).estimate.total_minor is None
    with pytest.raises(PostalTermsUnknown):
        quote.term(Incoterm.DDP)


def test_fresh_fruit_is_refused_with_the_reason_that_the_post_may_not_take_it() -> None:
    quote = ask(tea_on_sale(commodity="vai-thieu"))

    assert quote.terms == []
    with pytest.raises(PostalWayShut) as no:
        require_open(quote)
    assert "bưu điện" in no.value.text


def test_one_reader_who_rejects_the_rule_shuts_the_way(tea: Listing) -> None:
    sign("tea/JP", actors=["account:third"], verdict=Verdict.REJECTED, demo=True)

    assert ask(tea).why


def test_a_country_without_rules_and_a_parcel_too_heavy_say_so() -> None:
    tea = tea_on_sale(kilos=100)

    assert ask(tea, "BR").why
    heavy = ask(tea, quantity=40_000)
    assert heavy.why
    assert heavy.offer is None


def test_the_demos_rule_is_marked(tea: Listing) -> None:
    assert ask(tea).rests_on_demo


def test_what_is_not_for_sale_is_not_found(tea: Listing) -> None:
    with pytest.raises(NotFound):
        quote_parcel(listing_key="nothing", quantity=1_000, country="JP", at=now())


def test_a_quote_costs_a_literal_number_of_statements(
    tea: Listing, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask(tea)
    with django_assert_num_queries(11):
        ask(tea)

"""Rates by the day they begin, in Vietnam; nothing is guessed where none has begun."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError

from marketplace.payments.models import CommissionRate, TaxRate
from marketplace.payments.rates import NO_RATES, Rates, SaleLine, rates_at, rates_of_day, withheld


@pytest.fixture(autouse=True)
def _first_rates(db: None) -> None:
    """What the migration writes (tests that truncate tables take it away)."""
    CommissionRate.objects.all().delete()
    TaxRate.objects.all().delete()
    import_module("marketplace.payments.migrations.0003_first_rates").first_rates(apps, None)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 8, day, hour, tzinfo=UTC)


def test_the_shop_starts_without_commission_and_with_the_decrees_rates_for_others() -> None:
    assert rates_at(at=at(1), self_produced=True) == NO_RATES
    assert rates_at(at=at(1), self_produced=False) == Rates(0, vat_ppm=10_000, pit_ppm=5_000)
    assert TaxRate.objects.get(self_produced=True).assumption
    assert "117/2025" in TaxRate.objects.get(self_produced=False).source


def test_before_the_first_row_nothing_is_withheld() -> None:
    assert rates_at(at=datetime(2025, 6, 30, 12, tzinfo=UTC), self_produced=False) == NO_RATES


def test_a_new_rate_begins_at_midnight_in_vietnam() -> None:
    CommissionRate.objects.create(valid_from=date(2026, 8, 2), rate_ppm=30_000)
    assert rates_at(at=at(1, 16), self_produced=True).commission_ppm == 0
    assert rates_at(at=at(1, 17), self_produced=True).commission_ppm == 30_000


def test_both_kinds_take_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        rates_of_day(at=at(1))


def test_a_rate_above_everything_is_refused() -> None:
    with pytest.raises(IntegrityError):
        CommissionRate.objects.create(valid_from=date(2026, 8, 2), rate_ppm=1_000_001)


@pytest.mark.parametrize(("goods", "kept"), [(99, 1), (33, 0), (100, 2), (66, 1), (67, 1)])
def test_half_a_dong_is_rounded_up(goods: int, kept: int) -> None:
    """1.5 % of the goods: 99 gives 1.485, 33 gives 0.495, 100 gives 1.5."""
    assert withheld([SaleLine(goods, Rates(commission_ppm=15_000))]).commission_dong == kept

"""Rates of exchange: dated, with a source, exact, and never guessed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kernel.errors import Invalid
from kernel.rates.models import ExchangeRate
from kernel.rates.operations import record_rate
from kernel.rates.queries import Rate, rate_on
from kernel.rates.refusals import RateUnknown

DAY = date(2026, 6, 10)
AT = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)


def write(base: str, quote: str, value: str, day: date = DAY, source: str = "Demo bank") -> ExchangeRate:
    return record_rate(
        base=base, quote=quote, value=Decimal(value), valid_on=day, source=source, actor="account:x", at=AT
    )


@pytest.mark.django_db
def test_the_newest_day_counts_and_of_one_day_the_last_word() -> None:
    write("EUR", "VND", "29000", DAY - timedelta(days=1))
    write("EUR", "VND", "30000")
    write("EUR", "VND", "30100")

    found = rate_on(base="EUR", quote="VND", day=DAY)

    assert (found.value, found.valid_on, found.source) == (Decimal(30100), DAY, "Demo bank")


@pytest.mark.django_db
def test_it_is_turned_round_and_goes_through_the_euro(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    write("EUR", "VND", "30000", DAY - timedelta(days=2))
    write("EUR", "JPY", "160", source="Another")

    with django_assert_num_queries(1):
        assert rate_on(base="VND", quote="EUR", day=DAY).convert(30_000) == 100
    with django_assert_num_queries(3):
        crossed = rate_on(base="JPY", quote="VND", day=DAY)
    assert crossed.convert(160) == 30_000
    assert (crossed.valid_on, crossed.source) == (DAY - timedelta(days=2), "Another; Demo bank")


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "known"), [(7, True), (8, False), (-1, False)])
def test_an_old_rate_and_one_of_tomorrow_are_not_used(age: int, known: bool) -> None:
    ExchangeRate.objects.create(
        base="EUR", quote="VND", value=30000, valid_on=DAY - timedelta(days=age), source="x", recorded_at=AT
    )
    if known:
        assert rate_on(base="EUR", quote="VND", day=DAY).value == 30000
    else:
        with pytest.raises(RateUnknown):
            rate_on(base="EUR", quote="VND", day=DAY)


@given(minor=st.integers(0, 10**13), value=st.decimals("0.0001", "100000", places=6))
def test_there_and_back_loses_no_more_than_one_unit_of_either(minor: int, value: Decimal) -> None:
    there = Rate("EUR", "USD", value, DAY, "x").convert(minor)

    assert abs(Decimal(there) - minor * value) <= Decimal("0.5")


def test_a_hundred_yen_are_a_hundred_units_and_an_euro_is_a_hundred_cents() -> None:
    assert Rate("EUR", "JPY", Decimal(160), DAY, "x").convert(100) == 160
    assert Rate("JPY", "EUR", Decimal("0.00625"), DAY, "x").convert(160) == 100
    assert Rate("EUR", "VND", Decimal("30000.5"), DAY, "x").convert(1) == 300


WRONG = [
    ("base", {"base": "eur"}),
    ("quote", {"quote": "EUR"}),
    ("quote", {"quote": "VNDD"}),
    ("value", {"value": Decimal(0)}),
    ("value", {"value": Decimal("NaN")}),
    ("value", {"value": Decimal(10) ** 12}),
    ("valid_on", {"valid_on": DAY + timedelta(days=1)}),
    ("source", {"source": " "}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "change"), WRONG)
def test_a_wrong_rate_names_its_field(field: str, change: dict[str, object]) -> None:
    known = {"base": "EUR", "quote": "VND", "value": Decimal(1), "valid_on": DAY, "source": "x"}
    with pytest.raises(Invalid) as refused:
        record_rate(**(known | change), actor="account:x", at=AT)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.django_db
def test_the_database_refuses_a_rate_of_nothing() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ExchangeRate.objects.create(
            base="EUR", quote="VND", value=0, valid_on=DAY, source="x", recorded_at=AT
        )


@pytest.mark.django_db
def test_the_demos_rates_are_loaded_once_and_say_what_they_are(tmp_path: Path) -> None:
    out = StringIO()
    call_command("load_rates", stdout=out)
    call_command("load_rates", stdout=out)

    assert out.getvalue().splitlines() == ["7 rates written", "0 rates written"]
    assert all(row.source.startswith("DEMO") for row in ExchangeRate.objects.all())
    wrong = tmp_path / "rates.yaml"
    wrong.write_text("rates: [{base: EUR, quote: VND, value: many, source: x}]")
    with pytest.raises(CommandError, match="no number"):
        call_command("load_rates", str(wrong))

"""Figures and days that nobody can read in two ways."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.documents.writing import (
    SPACE,
    amount,
    day,
    figure,
    habit_of,
    kilograms,
    plain_kilograms,
    unit_price,
    vietnamese_day,
)

DAY = date(2026, 6, 9)
COUNTRIES = st.sampled_from(["DE", "FR", "JP", "US", "GB", "SG", "CN", "CZ", "AE", "CA", "HU"])


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("DE", "09.06.2026"),
        ("CZ", "09.06.2026"),
        ("FR", "09 Jun 2026"),
        ("GB", "09 Jun 2026"),
        ("US", "Jun 09, 2026"),
        ("CA", "Jun 09, 2026"),
        ("JP", "2026-06-09"),
        ("KR", "2026-06-09"),
    ],
)
def test_a_day_as_the_destination_writes_it(country: str, written: str) -> None:
    assert day(DAY, habit_of(country)) == written


def test_the_broker_in_viet_nam_types_day_month_year() -> None:
    assert vietnamese_day(DAY) == "09/06/2026"
    assert (vietnamese_day(None), day(None, habit_of("DE"))) == ("", "")


@pytest.mark.parametrize(
    ("grams", "country", "written"),
    [
        (3_000, "DE", "3,00 kg"),
        (3_000_000, "DE", "3 000,00 kg"),
        (3_000_000, "US", "3 000.00 kg"),
        (1_234, "DE", "1,2340 kg"),
        (1_234_567, "JP", "1 234.5670 kg"),
        (5, "SG", "0.0050 kg"),
    ],
)
def test_kilograms(grams: int, country: str, written: str) -> None:
    assert kilograms(grams, habit_of(country)) == written.replace(" ", SPACE)


@pytest.mark.parametrize(
    ("minor", "exponent", "currency", "country", "written"),
    [
        (600_001, 2, "EUR", "DE", "EUR 6 000,01"),
        (600_001, 2, "USD", "US", "USD 6 000.01"),
        (9_000, 0, "JPY", "JP", "JPY 9 000"),
        (125_000_000, 0, "VND", "DE", "VND 125 000 000"),
    ],
)
def test_amounts(minor: int, exponent: int, currency: str, country: str, written: str) -> None:
    assert amount(minor, exponent, currency, habit_of(country)) == written.replace(" ", SPACE)


@given(st.integers(0, 10**12), COUNTRIES)
def test_no_weight_can_be_taken_for_a_thousand_times_as_much(grams: int, country: str) -> None:
    written = kilograms(grams, habit_of(country)).removesuffix(f"{SPACE}kg")

    assert not re.search(r"[.,]\d{3}$", written)
    assert len(re.findall(r"[.,]", written)) == 1
    assert Decimal(written.replace(SPACE, "").replace(",", ".")) * 1000 == grams


@given(st.integers(0, 10**12))
def test_weights_for_machines_are_exact(grams: int) -> None:
    assert Decimal(plain_kilograms(grams)) * 1000 == grams
    assert re.fullmatch(r"\d+(\.\d*[1-9])?", plain_kilograms(grams))


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
    COUNTRIES,
)
def test_a_figure_holds_its_value(value: Decimal, country: str) -> None:
    written = figure(value, habit_of(country)).replace(SPACE, "").replace(",", ".")
    assert Decimal(written) == value


def test_prices_of_a_kilogram() -> None:
    assert unit_price(3600, 2, 2000) == Decimal("18")
    assert unit_price(1000, 2, 3000) == Decimal("3.3333")
    assert unit_price(1000, 2, 0) == 0

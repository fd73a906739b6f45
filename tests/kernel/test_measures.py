from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.measures import (
    QuantityNotWhole,
    UnreadableQuantity,
    from_base,
    parse_quantity,
    price_of,
    to_base,
)

whole = st.integers(1, 10**9)
factors = st.integers(1, 10**6)


@given(whole, st.sampled_from([1, 10, 12, 16, 100, 1_000, 10_000, 60_000, 100_000, 1_000_000]))
def test_whole_units_come_back(units, factor):
    base = to_base(Decimal(units), factor=factor)
    assert from_base(base, factor=factor) == units


@given(st.integers(1, 10**8))
def test_grams_and_kilograms_are_exact(grams):
    assert to_base(from_base(grams, factor=1_000), factor=1_000) == grams


def test_half_a_dozen_is_six_and_half_a_piece_is_refused():
    assert to_base(Decimal("0.5"), factor=12) == 6
    with pytest.raises(QuantityNotWhole) as refused:
        to_base(Decimal("1.5"), factor=1, field="quantity")
    assert refused.value.field == "quantity"


def test_one_piece_of_a_dozen_is_shown_rounded():
    assert from_base(1, factor=12) == Decimal("0.083")
    assert str(from_base(20_000, factor=1_000)) == "20"


@given(whole, factors, st.integers(0, 10**8))
def test_a_price_is_off_by_half_a_dong_at_most(base, factor, unit_price):
    assert (
        abs(price_of(base, factor=factor, unit_price=unit_price) * factor - base * unit_price) * 2 <= factor
    )


@pytest.mark.parametrize(
    ("base", "factor", "unit_price", "dong"),
    [(2_500, 1_000, 30_000, 75_000), (1, 1_000, 500, 1), (1, 1_000, 499, 0), (7, 12, 100_000, 58_333)],
)
def test_a_price_is_rounded_half_up(base, factor, unit_price, dong):
    assert price_of(base, factor=factor, unit_price=unit_price) == dong


def test_quantities_as_people_type_them():
    assert parse_quantity(" 2,5 ") == parse_quantity("2.5") == Decimal("2.5")
    assert parse_quantity("12") == 12


@pytest.mark.parametrize("typed", ["", "0", "0,0", "-1", "1.2345", "1,000,5", "nan", "1e3", "٣", "ba"])
def test_other_quantities_are_refused(typed):
    with pytest.raises(UnreadableQuantity):
        parse_quantity(typed)

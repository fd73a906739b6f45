import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import (
    LARGEST,
    CurrencyMixed,
    Money,
    UnreadableAmount,
    format_dong,
    parse_dong,
    share,
    spread,
)

amounts = st.integers(0, LARGEST)


@pytest.mark.parametrize(
    ("typed", "dong"),
    [
        ("30k", 30_000),
        ("30K", 30_000),
        ("30 nghìn", 30_000),
        ("30 ngàn đồng", 30_000),
        ("30.000", 30_000),
        ("30,000", 30_000),
        ("30 000", 30_000),
        ("30000", 30_000),
        ("30.000 ₫", 30_000),
        ("30.000đ", 30_000),
        ("30.000 VND", 30_000),
        ("500 đồng", 500),
        ("0,5k", 500),
        ("12,5k", 12_500),
        ("1,2 triệu", 1_200_000),
        ("1.2tr", 1_200_000),
        ("1,125 triệu", 1_125_000),
        ("1tr2", 1_200_000),
        ("1tr250", 1_250_000),
        ("30k5", 30_500),
        ("1 triệu 200 nghìn", 1_200_000),
        ("1 tỷ 2 triệu", 1_002_000_000),
        ("0", 0),
        (" 45.500 ", 45_500),
        ("1.234.567", 1_234_567),
    ],
)
def test_amounts_as_people_type_them(typed, dong):
    assert parse_dong(typed) == dong


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "k",
        "đ",
        "-5",
        "−5.000 ₫",
        "30.00",
        "3.0000",
        "1.250k",
        "1,250k",
        "1.125 triệu",
        "1,2tr5",
        "200 nghìn 1 triệu",
        "1k1k",
        "1,5",
        "0,0000005 triệu",
        "٣k",
        "30 quả",
        "30.000 $",
        "١٢٣",
        "99999999999999",
        "1.000,5",
    ],
)
def test_what_could_mean_something_else_is_refused(typed):
    with pytest.raises(UnreadableAmount) as refused:
        parse_dong(typed, field="price")
    assert refused.value.field == "price"


@given(amounts)
def test_what_was_formatted_is_read_back(dong):
    assert parse_dong(format_dong(dong)) == dong


def test_amounts_are_written_with_points_a_space_that_does_not_break_and_a_real_minus():
    assert format_dong(1_250_000) == "1.250.000\u00a0₫"
    assert format_dong(-500) == "\u2212500\u00a0₫"


@given(st.integers(-LARGEST, LARGEST), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_parts_add_up_and_none_is_a_dong_off(total, weights):
    parts = spread(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert not whole or abs(part - total * weight / whole) < 1.001 + abs(total) * 1e-12
        assert part * total >= 0, "no part has another sign than the whole"


@given(st.integers(-LARGEST, LARGEST), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_a_refund_is_spread_like_the_sale(total, weights):
    assert spread(-total, weights) == [-part for part in spread(total, weights)]


def test_the_dong_left_over_go_to_the_largest_remainders_later_ones_first():
    assert spread(100, [1, 1, 1]) == [33, 33, 34]
    assert spread(101, [1, 1, 1]) == [33, 34, 34]
    assert spread(10, [0, 0]) == [5, 5]
    assert spread(7, [3, 0, 1]) == [5, 0, 2]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_there_is_no_spreading_over_nothing_or_less(weights):
    with pytest.raises(ValueError, match=r"nothing|negative"):
        spread(1, weights)


@pytest.mark.parametrize(
    ("amount", "rate_ppm", "dong"),
    [(1_000, 15_000, 15), (1, 500_000, 1), (-1, 500_000, -1), (3, 333_333, 1), (0, 10, 0), (99, 5_000, 0)],
)
def test_a_share_is_rounded_half_away_from_zero(amount, rate_ppm, dong):
    assert share(amount, rate_ppm) == dong


def test_money_of_two_currencies_never_meets():
    assert Money(5) + Money(6) - Money(1) == Money(10)
    assert -Money(5) == Money(-5)
    with pytest.raises(CurrencyMixed):
        Money(5) + Money(5, "USD")

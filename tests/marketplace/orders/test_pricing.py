"""The price rules, for every quantity: never above what was agreed, and sums that add up."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as some

from marketplace.orders.pricing import agreed_price, is_short, missing, packed_price


@dataclass
class Line:
    unit_factor: int
    unit_price: int
    quantity: int

    packed_base: int | None = None

    @property
    def agreed_dong(self) -> int:
        return agreed_price(quantity=self.quantity, unit_factor=self.unit_factor, unit_price=self.unit_price)


lines = some.builds(
    Line,
    unit_factor=some.sampled_from([1, 10, 12, 100, 1_000, 60_000, 100_000]),
    unit_price=some.integers(1, 1_000_000_000),
    quantity=some.integers(1, 10_000_000),
)

KILO = Line(unit_factor=1_000, unit_price=30_000, quantity=5_000)


@pytest.mark.parametrize(
    ("packed", "dong"),
    [(5_000, 150_000), (5_400, 150_000), (4_999, 149_970), (4_500, 135_000), (4_000, 120_000), (0, 0)],
)
def test_more_is_charged_as_ordered_and_less_as_packed(packed: int, dong: int) -> None:
    assert packed_price(KILO, packed_base=packed) == dong


@pytest.mark.parametrize(
    ("packed", "short"), [(900, False), (899, True), (1_000, False), (1_100, False), (0, True)]
)
def test_short_is_below_ninety_per_cent(packed: int, short: bool) -> None:
    assert is_short(quantity=1_000, packed_base=packed) is short


@given(lines, some.integers(0, 20_000_000))
def test_a_line_never_costs_more_than_was_agreed_nor_less_than_nothing(line: Line, packed: int) -> None:
    assert 0 <= packed_price(line, packed_base=packed) <= line.agreed_dong


@given(lines)
def test_packed_as_ordered_costs_as_agreed(line: Line) -> None:
    assert packed_price(line, packed_base=line.quantity) == line.agreed_dong


@given(lines, some.integers(0, 10_000_000), some.integers(0, 10_000_000))
def test_more_goods_never_cost_less(line: Line, one: int, other: int) -> None:
    less, more = sorted((one, other))

    assert packed_price(line, packed_base=less) <= packed_price(line, packed_base=more)


@given(some.lists(some.tuples(lines, some.integers(0, 20_000_000)), min_size=1, max_size=8))
def test_the_money_back_of_an_order_is_the_sum_of_its_lines(packed: list[tuple[Line, int]]) -> None:
    agreed = sum(line.agreed_dong for line, _ in packed)
    charged = sum(packed_price(line, packed_base=base) for line, base in packed)

    assert agreed - charged == sum(
        line.agreed_dong - packed_price(line, packed_base=base) for line, base in packed
    )
    assert agreed >= charged


@given(some.integers(1, 10**9), some.integers(0, 2 * 10**9))
def test_what_is_packed_and_what_is_missing_make_what_was_ordered(quantity: int, packed: int) -> None:
    assert missing(quantity=quantity, packed_base=packed) + min(packed, quantity) == quantity

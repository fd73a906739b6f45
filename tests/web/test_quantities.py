"""Amounts as people type and read them."""

import pytest
from django.utils import translation

from kernel.errors import Refusal
from web.quantities import plain_quantity, quantity_words, read_quantity, ungroup, unit_word, weight_beside


@pytest.mark.parametrize(
    ("text", "base"), [("5", 5_000), ("2,5", 2_500), ("2.5", 2_500), ("1.250", 1_250_000), ("0,001", 1)]
)
def test_kilograms_are_read_as_vietnamese_writes_them(text: str, base: int) -> None:
    assert read_quantity(text, factor=1_000) == base


def test_english_groups_with_commas() -> None:
    with translation.override("en"):
        assert ungroup("1,250") == "1250"
        assert read_quantity("2.5", factor=1_000) == 2_500
        assert plain_quantity(2_500, factor=1_000) == "2.5"


@pytest.mark.parametrize("text", ["", "abc", "-1", "1,2,3", "0,0001", "0"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_quantity(text, factor=1_000)


def test_a_field_shows_no_marks_between_thousands() -> None:
    assert plain_quantity(1_250_000, factor=1_000) == "1250"


def test_amounts_are_said_in_the_unit_of_the_listing() -> None:
    assert quantity_words(5_000, factor=1_000, unit="kg") == "5\u00a0kg"
    assert quantity_words(400, factor=200, unit="gói (200 g)") == "2\u00a0gói (200 g)"
    assert quantity_words(7_000, factor=1_400, unit="lít (khoảng 1,4 kg)") == "5\u00a0lít"


def test_the_weight_stands_beside_where_the_unit_hides_it() -> None:
    assert weight_beside(12, unit="chục (12 trái)", unit_weight_g=250) == "= 3\u00a0kg"
    assert weight_beside(5_000, unit="kg", unit_weight_g=1) == ""


def test_a_label_loses_its_one() -> None:
    assert unit_word("1 chục (12 trái)") == "chục (12 trái)"

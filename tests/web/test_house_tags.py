"""Words of the pages: money, days, telephones, and what the filters write for nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from web.templatetags import house
from web.words import distance_words, month_words, telephone_words, weekday_words, weight_words

NBSP = "\u00a0"
NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)


def test_nothing_is_written_for_an_unknown_sum() -> None:
    assert house.money(None) == ""
    assert house.weight(None) == ""
    assert house.money(0) == f"0{NBSP}₫"


def test_money_is_written_as_each_language_does() -> None:
    assert house.money(1_250_000) == f"1.250.000{NBSP}₫"
    assert house.money(-2_250) == f"−{NBSP}2.250{NBSP}₫"
    with translation.override("en"):
        assert house.money(1_250_000) == f"1,250,000{NBSP}₫"


@pytest.mark.parametrize(
    ("grams", "words"), [(800, "800 g"), (2_500, "2,5 kg"), (1_000, "1 kg"), (12_500_000, "12,5 tấn")]
)
def test_weights_are_read_in_the_unit_that_fits(grams: int, words: str) -> None:
    assert weight_words(grams) == words.replace(" ", NBSP)


def test_days_are_said_with_their_weekday() -> None:
    assert house.day(date(2026, 11, 26)) == "thứ Năm 26/11"
    assert house.day(datetime(2026, 11, 25, 20, 0, tzinfo=UTC)) == "thứ Năm 26/11"
    with translation.override("en"):
        assert house.day(date(2026, 11, 26)) == "Thu 26 Nov"


def test_within_a_week_the_weekday_is_enough() -> None:
    today = date(2026, 6, 10)

    assert weekday_words(today + timedelta(days=1), today=today) == "thứ Năm"
    assert weekday_words(today + timedelta(days=7), today=today) == "17/6"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "vừa xong"), (-5, "5 phút trước"), (125, "trong 2 giờ"), (-3_000, "2 ngày trước")],
)
def test_moments_are_told_by_their_distance(minutes: int, words: str) -> None:
    assert distance_words(NOW + timedelta(minutes=minutes), now=NOW) == words


def test_a_telephone_is_written_as_it_is_read_out() -> None:
    assert telephone_words("+84900000204") == f"0900{NBSP}000{NBSP}204"
    assert telephone_words("+14155550100") == "+14155550100"


def test_months_have_names_in_english() -> None:
    assert month_words(11) == "11"
    with translation.override("en"):
        assert month_words(11) == "November"

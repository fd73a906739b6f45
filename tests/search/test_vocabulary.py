"""The catalogue's own words, by which slips are mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.vocabulary import one_slip, vocabulary
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.search.conftest import entries

LETTERS = st.text("abcdefđ1", min_size=1, max_size=8)


@pytest.mark.django_db
def test_words_and_pairs_of_titles_are_counted_by_listing() -> None:
    for title in ("Dừa xiêm Bến Tre", "Dừa khô", "Dứa mật"):
        LotFactory.create(listing=ListingFactory.create(title=title))
    entries()
    known = vocabulary()
    assert (known.listings["dừa"], known.listings["dứa"]) == (2, 1)
    assert known.listings["dừa xiêm"] == 1
    assert known.forms["dua"][0] == "dừa"
    assert (known.accented("dua"), known.knows("dưa hấu xyz")) == ("dừa", False)
    assert "xiem" in known.close_to("xeim")


@given(LETTERS, st.integers(0, 7), st.sampled_from("abcdef"))
def test_a_letter_more_or_another_is_one_slip(word: str, place: int, letter: str) -> None:
    place = min(place, len(word))
    longer = word[:place] + letter + word[place:]
    if not any(each.isdigit() for each in longer):
        assert one_slip(word, longer)
        assert one_slip(longer, word)


@pytest.mark.parametrize(
    ("a", "b", "is_one"),
    [
        ("xoai", "xaoi", True),
        ("xoai", "xoi", True),
        ("st24", "st25", False),
        ("st25", "ts25", True),
        ("vai", "nhan", False),
        ("vai", "vai", True),
    ],
)
def test_two_swapped_are_one_slip_and_digits_are_no_letters(a: str, b: str, is_one: bool) -> None:
    assert one_slip(a, b) is is_one

"""What is put right, what is only offered, and what stays as it was typed."""

import pytest

from kernel.text import fold
from search.queries import SearchRequest, search
from search.request import SearchResult
from search.syllables import is_syllable
from search.words import read_words
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.search.conftest import Settle, entries
from tests.search.judgements.judging import AT, HERE, corpus, put_on_sale

SYLLABLES = "nghiêng quý giếng khuya thuở xoong rượu huỳnh gì ổi yến nguyễn quả quốc kẹo ghẹ lanh xoan"
OTHERS = "thiêuu riêg cếp ngê kà xuât thieeuf st25 fresh 5kg ẹẹ bxa"
MOST_CHANGED_WITHOUT_ACCENTS = 10


def good_phrases() -> list[str]:
    return [line for line in (HERE / "good_phrases.txt").read_text().splitlines() if line[0] != "#"]


def on_sale(title: str, description: str = "") -> int:
    listing = ListingFactory.create(title=title, description=description)
    LotFactory.create(listing=listing)
    return listing.pk


def ask(text: str) -> SearchResult:
    return search(request=SearchRequest(text=text, total=True), at=AT)


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_syllables_of_the_language_are_told(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(fold(word))


@pytest.mark.parametrize("word", OTHERS.split())
def test_what_cannot_be_a_syllable_is_told(word: str) -> None:
    assert not is_syllable(word)


def test_every_word_of_the_corpus_with_accents_is_a_syllable() -> None:
    words = {word for row in corpus() for word in row["title"].lower().split() if word.isalpha()}
    odd = {word for word in words if fold(word) != word and not is_syllable(word)}
    assert odd <= {"sapôchê", "krông", "đắk", "lắk", "kạn"}  # of other languages


@pytest.mark.django_db
def test_no_good_phrase_with_accents_is_changed_without_asking() -> None:
    put_on_sale()
    entries()
    assert len(good_phrases()) >= 300
    assert [text for text in good_phrases() if read_words(text).corrected] == []
    plain = [text for text in good_phrases() if read_words(fold(text)).corrected]
    assert len(plain) <= MOST_CHANGED_WITHOUT_ACCENTS, plain


@pytest.mark.django_db
def test_a_word_that_stands_only_in_a_description_is_searched_for_as_typed(engine: Settle) -> None:
    wanted = on_sale("Vải thiều", "Hàng sấy lạnh, giữ màu")
    on_sale("Chuối sấy xanh")
    engine()
    found = ask("sấy lạnh")
    assert ([hit.listing_id for hit in found.hits], found.said) == ([wanted], "")
    assert (found.offered, found.relaxed) == ("sấy xanh", False)


@pytest.mark.django_db
def test_where_nothing_holds_it_the_other_reading_is_offered_with_what_it_finds(engine: Settle) -> None:
    fruit = on_sale("Măng cụt")
    engine()
    found = ask("măng cục")
    assert (found.offered, found.relaxed, found.said) == ("măng cụt", True, "")
    assert [hit.listing_id for hit in found.hits] == [fruit]


@pytest.mark.django_db
def test_no_syllable_is_put_right_and_said(engine: Settle) -> None:
    fruit = on_sale("Sầu riêng")
    engine()
    found = ask("sầu riêg")
    assert ([hit.listing_id for hit in found.hits], found.said, found.offered) == ([fruit], "sầu rieng", "")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["rau cần", "giá đỗ", "cần tây"])
def test_names_with_a_word_of_filler_are_kept_whole(text: str) -> None:
    assert read_words(text).said == text

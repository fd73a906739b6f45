"""What is suggested while one types: judged by a frozen table, counted in statements, asked hostilely."""

from typing import Any

import pytest

from search import phrases
from search.enums import Leads
from search.models import SearchPhrase
from search.suggestions import MOST, suggest
from search.vocabulary import count_words
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.factories.households import HouseholdFactory
from tests.search.conftest import entries
from tests.search.judgements.judging import HERE, put_on_sale

pytestmark = pytest.mark.django_db
AMONG = 5


def judged() -> list[tuple[str, list[str]]]:
    lines = (HERE / "suggestions.txt").read_text().splitlines()
    pairs = (line.split(" | ") for line in lines if " | " in line and not line.startswith("#"))
    return [(typed, expected.split(" ; ")) for typed, expected in pairs]


def shown(text: str, first: int = 8) -> list[str]:
    return [each.text for each in suggest(text=text, first=first)]


def offer(title: str, household: Any = None) -> None:
    LotFactory.create(
        listing=ListingFactory.create(title=title, household=household or HouseholdFactory.create())
    )


def test_every_judged_beginning_is_completed_as_expected() -> None:
    put_on_sale()
    entries()
    assert len(judged()) >= 60
    wrong = {
        typed: (missing, found)
        for typed, expected in judged()
        if (missing := [text for text in expected if text not in (found := shown(typed, AMONG))])
    }
    assert wrong == {}


def test_a_beginning_goes_up_to_packs_prices_and_people() -> None:
    assert phrases.beginning("Vải thiều Lục Ngạn loại 1, thùng xốp 5kg") == "Vải thiều Lục Ngạn"
    assert phrases.beginning("Quả sấu tươi 500g") == "sấu tươi"
    assert phrases.beginning("GẠO ST25 GIÁ RẺ") == "gạo st25"
    assert phrases.beginning("Xoài nhà cô Hoa 0900000123") == "Xoài"
    assert phrases.beginning("0900000123") == ""


def test_only_what_several_households_write_and_no_ragged_end() -> None:
    titles = [
        (1, "Vải thiều Lục Ngạn"),
        (2, "Vải thiều Lục Ngạn"),
        (3, "Vải u hồng Phương Nam"),
        (3, "Vải u hồng tươi"),
    ]
    assert phrases.common_beginnings(titles) == [("Vải", 4), ("Vải thiều Lục Ngạn", 2)]


def test_what_one_seller_alone_writes_is_suggested_to_nobody() -> None:
    seller = HouseholdFactory.create(name="Hộ bà Quỳnh Hương")
    offer("Bưởi đường lá cam Quỳnh Hương", seller)
    offer("Bưởi đường lá cam Quỳnh Hương", seller)
    entries()
    assert shown("bưởi đường") == []
    assert shown("quỳnh") == []
    assert not SearchPhrase.objects.filter(folded__contains="quynh").exists()


def test_a_suggestion_says_where_it_leads() -> None:
    offer("Vải thiều Lục Ngạn")
    entries()
    (shelf,) = suggest(text="vai")
    assert (shelf.text, shelf.leads, shelf.value, shelf.listings) == (
        "Vải thiều",
        Leads.COMMODITY,
        "vai-thieu",
        1,
    )
    (place,) = suggest(text="bac nin")
    assert (place.text, place.leads, place.value) == ("Bắc Ninh", Leads.PROVINCE, "24")
    (group,) = suggest(text="trai cay")
    assert (group.leads, group.value) == (Leads.GROUP, "FRUIT")


def test_places_without_a_listing_are_not_suggested() -> None:
    entries()
    assert not SearchPhrase.objects.exclude(leads=Leads.COMMODITY).exists()


def test_counting_again_replaces_what_was_counted() -> None:
    offer("Vải thiều Lục Ngạn")
    entries()
    before = list(SearchPhrase.objects.order_by("exact").values_list("exact", "listings"))
    count_words()
    assert list(SearchPhrase.objects.order_by("exact").values_list("exact", "listings")) == before


@pytest.mark.parametrize("count", [1, 3])
def test_a_suggestion_takes_one_statement(count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        offer("Vải thiều Lục Ngạn")
    entries()
    suggest(text="vải")
    with django_assert_num_queries(1):
        suggest(text="vải")


def test_a_slip_takes_four_statements_and_no_more(django_assert_max_num_queries: Any) -> None:
    offer("Vải thiều Lục Ngạn")
    entries()
    suggest(text="vải")
    with django_assert_max_num_queries(4):
        assert shown("ngon vai vai thieeeu vai thuei") == []


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "\x07\u202e\u200b", "a" * 10_000, "rau " * 2_500, "' | !", "a:*b", "&|!():*<->", "\\",
        "%_%",
        "_", "ạ̣", "🍋", "²", "ﬁ㎏", "DROP TABLE", "x' OR '1'='1", "ق ب", "\ud800", "1" * 400, "đ", "__ __",
    ],
)  # fmt: skip
def test_no_text_is_too_strange(text: str) -> None:
    offer("Vải thiều Lục Ngạn")
    entries()
    assert len(suggest(text=text)) <= 8


def test_as_many_as_asked_for_within_bounds() -> None:
    put_on_sale()
    entries()
    assert len(suggest(text="c", first=3)) == 3
    assert len(suggest(text="c", first=10**9)) == MOST
    assert len(suggest(text="c", first=-5)) == 1

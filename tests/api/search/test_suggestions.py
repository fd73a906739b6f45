"""Suggestions while one types."""

import json
from typing import Any

import pytest
from django.test import Client

from search.operations import index_dirty
from search.vocabulary import count_words
from tests.api.client import data, refusal
from tests.api.conftest import Village

SUGGEST = """query S($text: String!, $first: Int! = 8) {
    searchSuggestions(text: $text, first: $first) { text leads value listings } }"""


@pytest.fixture
def counted(village: Village) -> None:
    index_dirty()
    count_words()


@pytest.mark.usefixtures("counted")
def test_a_shelf_a_province_and_words() -> None:
    assert data(SUGGEST, text="vai thi")["searchSuggestions"] == [
        {"text": "Vải thiều", "leads": "COMMODITY", "value": "vai-thieu", "listings": 1}
    ]
    (place,) = data(SUGGEST, text="bắc n")["searchSuggestions"]
    assert (place["leads"], place["value"]) == ("PROVINCE", "24")
    (words,) = data(SUGGEST, text="vải thiều bắc n")["searchSuggestions"]
    assert words == {"text": "vải thiều Bắc Ninh", "leads": "WORDS", "value": None, "listings": 0}


@pytest.mark.usefixtures("counted")
def test_statements(django_assert_num_queries: Any) -> None:
    data(SUGGEST, text="vải")
    with django_assert_num_queries(1):
        data(SUGGEST, text="vải")


@pytest.mark.parametrize("first", [0, -1, 21, 2**31 - 1])
def test_more_than_there_is_room_for_is_refused(village: Village, first: int) -> None:
    assert refusal(SUGGEST, text="vải", first=first) == "PAGE_SIZE_INVALID"


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("text", ["", "'", "&|!():*", "\\", "a" * 10_000, "vải\u202e\x07", "<->", "🍋"])
def test_no_text_is_too_strange(text: str) -> None:
    assert len(data(SUGGEST, text=text)["searchSuggestions"]) <= 8


@pytest.mark.django_db
def test_suggestions_count_as_often_as_they_are_asked_for() -> None:
    many = " ".join(
        f's{n}: searchSuggestions(text: "v", first: 100) {{ text leads value listings }}' for n in range(8)
    )
    response = Client().post("/graphql", json.dumps({"query": f"{{ {many} }}"}), "application/json")
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "REQUEST_TOO_LARGE"
    assert error["extensions"]["found"] > 8 * 100 * 4

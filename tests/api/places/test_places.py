"""Provinces, and communes as people type them."""

import pytest

from tests.api.client import data
from tests.factories.places import LUC_NGAN

FIND = "query F($text: String!, $limit: Int! = 8) { communes(text: $text, limit: $limit) { commune { code label } oldName } }"


def test_thirty_four_provinces() -> None:
    assert len(data("{ provinces { code name fullName } }")["provinces"]) == 34


@pytest.mark.parametrize("text", ["Lục Ngạn, Bắc Ninh", "luc ngan bac ninh"])
def test_a_commune_is_found_as_it_is_typed(text: str) -> None:
    assert data(FIND, text=text)["communes"][0]["commune"]["code"] == LUC_NGAN


@pytest.mark.parametrize("text", ["", " ", "🍋", "x" * 5_000, "%", "'"])
def test_what_is_no_place_finds_nothing_or_little(text: str) -> None:
    assert len(data(FIND, text=text)["communes"]) <= 8


@pytest.mark.parametrize(("limit", "most"), [(-5, 1), (0, 1), (3, 3), (10_000, 20)])
def test_the_limit_is_kept_within_reason(limit: int, most: int) -> None:
    assert len(data(FIND, text="Tân", limit=limit)["communes"]) <= most

"""Browsing and searching are one field."""

from typing import Any

import pytest

from search.operations import index_dirty
from tests.api.client import data, id_of, refusal
from tests.api.conftest import Village
from tests.factories.orders import on_sale

LISTINGS = """query L($text: String! = "", $filter: ListingFilter! = {}, $sort: ListingSort! = BEST) {
    listings(text: $text, filter: $filter, sort: $sort) { relaxed totalCount nodes { title }
        facets { commodities { value count } provinces { value count } priceBands { value count } } } }"""


@pytest.fixture
def stall(village: Village) -> None:
    on_sale(title="Gạo nếp cái hoa vàng", unit_price=40_000)
    on_sale(title="Mật ong rừng", unit_price=200_000)
    index_dirty()


def titles(**given: Any) -> list[str]:
    return [each["title"] for each in data(LISTINGS, **given)["listings"]["nodes"]]


@pytest.mark.usefixtures("stall")
def test_text_filters_and_order() -> None:
    assert titles(text="gao nep") == ["Gạo nếp cái hoa vàng"]
    assert titles(sort="CHEAPEST")[0] == "Vải thiều Lục Ngạn"
    assert len(titles(filter={"provinces": ["24"]})) == 3
    assert titles(filter={"provinces": ["99"]}) == []
    page = data(LISTINGS)["listings"]
    assert page["totalCount"] == 3
    assert page["facets"]["commodities"] == [{"value": "vai-thieu", "count": 3}]
    assert data(LISTINGS, text="gạo tím")["listings"]["relaxed"]


@pytest.mark.usefixtures("stall")
def test_what_one_seller_has(village: Village) -> None:
    assert titles(filter={"sellerId": id_of("Household", village.household)}) == ["Vải thiều Lục Ngạn"]
    assert refusal(LISTINGS, filter={"sellerId": "x"}) == "NOT_FOUND"


def test_a_filter_without_end_is_refused(village: Village) -> None:
    assert refusal(LISTINGS, filter={"provinces": ["24"] * 101}) == "PAGE_SIZE_INVALID"
    assert refusal(LISTINGS, filter={"groups": ["x" * 101]}) == "PAGE_SIZE_INVALID"


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize("text", ["'", "&|!():*", "\\", "a" * 3_000, "🍋", "%%%", "ạ̣", "<->", "gao " * 300])
def test_no_text_is_too_strange(text: str) -> None:
    assert len(titles(text=text)) <= 3


def test_a_listing_by_slug_or_id_or_nothing(village: Village) -> None:
    query = "query L($slug: String, $id: ID) { listing(slug: $slug, id: $id) { title } }"
    assert data(query, slug=village.listing.slug) == data(query, id=id_of("Listing", village.listing))
    assert refusal(query) == "NOT_FOUND"
    assert refusal(query, slug="nothing-of-that-name") == "NOT_FOUND"

"""Finding listings as people type."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import now
from marketplace.catalogue.models import Listing
from search.enums import Sort
from search.queries import SearchRequest, count, facets, search
from search.request import Filters
from search.words import read_words
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.search.conftest import entries

pytestmark = pytest.mark.django_db

TITLES = (
    "Dứa Tân Phước",
    "Dừa khô Bến Tre",
    "Dưa hấu ruột đỏ",
    "Vải thiều Lục Ngạn",
    "Khoai mì sáp",
    "Gạo ST25",
)


@pytest.fixture
def stall() -> None:
    for title in TITLES:
        listing = ListingFactory.create(title=title, description="")
        LotFactory.create(listing=listing)
    entries()


def titles(text: str = "", **changes: object) -> list[str]:
    request = replace(SearchRequest(text=text), **changes)  # type: ignore[arg-type]
    hits = search(request=request, at=now()).hits
    by_id = Listing.objects.in_bulk([hit.listing_id for hit in hits])
    return [by_id[hit.listing_id].title for hit in hits]


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dứa", "Dứa Tân Phước"),
        ("dừa", "Dừa khô Bến Tre"),
        ("dưa", "Dưa hấu ruột đỏ"),
        ("thơm", "Dứa Tân Phước"),
        ("luc ngan", "Vải thiều Lục Ngạn"),
        ("VẢI THIỀU", "Vải thiều Lục Ngạn"),
        ("va\u0309i thie\u0302\u0300u", "Vải thiều Lục Ngạn"),
        ("sắn", "Khoai mì sáp"),
        ("st25", "Gạo ST25"),
    ],
)
def test_accents_that_were_typed_are_meant(typed: str, first: str) -> None:
    assert titles(typed)[0] == first


@pytest.mark.usefixtures("stall")
def test_without_accents_every_sense_is_found() -> None:
    assert set(titles("dua")) == {"Dứa Tân Phước", "Dừa khô Bến Tre", "Dưa hấu ruột đỏ"}


@pytest.mark.usefixtures("stall")
def test_what_has_only_some_of_the_words_is_near() -> None:
    result = search(request=SearchRequest(text="dứa hawaii"), at=now())
    assert result.relaxed
    assert titles("dứa hawaii")[0] == "Dứa Tân Phước"


def test_sold_out_comes_last_and_is_not_hidden() -> None:
    ListingFactory.create(title="Cam hết")
    LotFactory.create(listing=ListingFactory.create(title="Cam còn"))
    entries()
    assert titles("cam") == ["Cam còn", "Cam hết"]
    assert titles("cam", filters=Filters(in_stock_only=True)) == ["Cam còn"]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "vai"])
def test_pages_neither_skip_nor_repeat(sort: Sort, text: str) -> None:
    for number in range(7):
        LotFactory.create(listing=ListingFactory.create(unit_price=10_000 + 5_000 * (number % 3)))
    entries()
    request, seen = SearchRequest(text=text, sort=sort, size=3), []
    while True:
        result = search(request=request, at=now())
        seen += [hit.listing_id for hit in result.hits]
        if not result.has_more:
            break
        request = replace(request, after=result.hits[-1].place)
    assert len(seen) == len(set(seen)) == 7


def test_facets_count_with_the_other_filters_as_they_are() -> None:
    ListingFactory.create_batch(2, province_code="24", unit_price=10_000)
    ListingFactory.create(province_code="33", unit_price=60_000)
    entries()
    found = facets(request=SearchRequest(filters=Filters(provinces=("24",))))
    assert found["provinces"] == {"24": 2, "33": 1}
    assert found["price_bands"] == {"0-20": 2}
    assert count(request=SearchRequest(filters=Filters(provinces=("24",)))) == 2


@given(st.text(max_size=120))
def test_whatever_is_typed_makes_a_query_that_postgresql_reads(text: str) -> None:
    words = read_words(text)
    assert bool(words) == bool(words.said)
    search(request=SearchRequest(text=text), at=now())


@pytest.mark.parametrize(
    "text", ["'", "a & | !", "(:*", "\\", "'; DROP TABLE x; --", "a" * 10_000, "!!!", "\x00"]
)
def test_hostile_text_finds_nothing_or_something(text: str) -> None:
    search(request=SearchRequest(text=text), at=now())
    count(request=SearchRequest(text=text))
    facets(request=SearchRequest(text=text))

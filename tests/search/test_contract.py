"""What both engines promise: the same filters, pages, facets and totals."""

from dataclasses import replace

import pytest

from kernel.clock import now
from search.enums import Sort
from search.queries import SearchRequest, SearchResult, search
from search.request import Filters
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.search.conftest import Settle

pytestmark = pytest.mark.django_db


def ask(text: str = "", **changes: object) -> SearchResult:
    request = replace(SearchRequest(text=text, total=True, facets=True), **changes)  # type: ignore[arg-type]
    result = search(request=request, at=now())
    assert not result.degraded
    return result


def ids(result: SearchResult) -> list[int]:
    return [hit.listing_id for hit in result.hits]


def on_sale(title: str, **more: object) -> int:
    """A listing with stock; its id."""
    return int(
        LotFactory.create(listing=ListingFactory.create(title=title, description="", **more)).listing_id
    )


def test_a_word_finds_its_listing_with_and_without_accents(engine: Settle) -> None:
    mango, _ = on_sale("Xoài cát Hòa Lộc"), on_sale("Gạo ST25")
    engine()
    assert ids(ask("xoài")) == ids(ask("xoai")) == ids(ask("XOÀI CÁT")) == [mango]


def test_accents_that_were_typed_are_meant(engine: Settle) -> None:
    pineapple, coconut = on_sale("Dứa Tân Phước"), on_sale("Dừa khô Bến Tre")
    engine()
    assert ids(ask("dứa"))[0] == pineapple
    assert ids(ask("dừa"))[0] == coconut
    assert set(ids(ask("dua"))) == {pineapple, coconut}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 24])
def test_each_meaning_stands_in_front_and_nothing_comes_twice(engine: Settle, size: int) -> None:
    titles = ["Dứa Tân Phước"] * 6 + ["Dừa khô"] * 2 + ["Dưa hấu ngọt"]
    made = {on_sale(title): title for title in titles}
    engine()
    page = ask("dua", size=size)
    seen = ids(page)
    assert len(seen) <= size
    assert len({made[each] for each in seen}) == 3 or size <= 3
    while page.has_more:
        page = ask("dua", size=size, after=page.hits[-1].place)
        seen += ids(page)
    assert len(seen) == len(set(seen))
    assert set(seen) == set(made)


def test_sold_out_comes_last_and_is_not_hidden(engine: Settle) -> None:
    sold_out = ListingFactory.create(title="Cam sành cam sành", description="").pk
    there = on_sale("Cam và nhiều thứ khác nữa")
    engine()
    assert ids(ask("cam")) == [there, sold_out]
    assert ids(ask("cam", filters=Filters(in_stock_only=True))) == [there]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "vai"])
def test_pages_neither_skip_nor_repeat(engine: Settle, sort: Sort, text: str) -> None:
    for number in range(7):
        LotFactory.create(listing=ListingFactory.create(unit_price=10_000 + 5_000 * (number % 3)))
    engine()
    whole = ids(ask(text, sort=sort))
    seen, after = [], None
    while True:
        result = ask(text, sort=sort, size=3, after=after)
        seen += ids(result)
        if not result.has_more:
            break
        after = result.hits[-1].place
    assert seen == whole
    assert len(seen) == len(set(seen)) == 7


def test_prices_and_moments_order_the_same_way(engine: Settle) -> None:
    cheap, dear = on_sale("Ổi", unit_price=10_000), on_sale("Ổi", unit_price=90_000)
    engine()
    assert ids(ask("ổi", sort=Sort.CHEAPEST)) == [cheap, dear]
    assert ids(ask("ổi", sort=Sort.DEAREST)) == [dear, cheap]
    assert ids(ask(sort=Sort.NEWEST)) == [dear, cheap]


def test_facets_and_totals_count_with_the_other_filters_as_they_are(engine: Settle) -> None:
    ListingFactory.create_batch(2, province_code="24", unit_price=10_000)
    ListingFactory.create(province_code="33", unit_price=60_000)
    engine()
    result = ask(filters=Filters(provinces=("24",)))
    assert result.facets is not None
    assert result.facets["provinces"] == {"24": 2, "33": 1}
    assert result.facets["price_bands"] == {"0-20": 2}
    assert result.total == 2


def test_values_of_one_filter_widen_and_filters_narrow(engine: Settle) -> None:
    here, there = on_sale("Chè", province_code="24"), on_sale("Chè", province_code="33")
    engine()
    assert set(ids(ask(filters=Filters(provinces=("24", "33"))))) == {here, there}
    assert ids(ask(filters=Filters(provinces=("33",), price_bands=("0-20",)))) == []


def test_one_household_of_many(engine: Settle) -> None:
    mine, _ = ListingFactory.create(), ListingFactory.create()
    engine()
    assert ids(ask(filters=Filters(households=(mine.household_id,)))) == [mine.pk]


def test_what_has_only_some_of_the_words_is_near(engine: Settle) -> None:
    pineapple = on_sale("Dứa Tân Phước")
    engine()
    result = ask("dứa sapa")
    assert (ids(result), result.relaxed, result.has_more, result.total) == ([pineapple], True, False, 0)


def test_nothing_asked_for_is_nothing_counted(engine: Settle) -> None:
    on_sale("Na")
    engine()
    result = search(request=SearchRequest(text="na"), at=now())
    assert (len(result.hits), result.total, result.facets) == (1, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "'",
        "a & | !",
        "(:*",
        "\\",
        '"',
        "'; DROP TABLE x; --",
        "a" * 10_000,
        "!!!",
        "\x00",
        "*",
        "title:x",
        "AND",
    ],
)
def test_hostile_text_finds_nothing_or_something(engine: Settle, text: str) -> None:
    on_sale("Na")
    engine()
    ask(text)


@pytest.mark.parametrize("size", [-1, 0, 1, 100, 10**9])
def test_a_page_has_a_size_that_is_possible(engine: Settle, size: int) -> None:
    on_sale("Na")
    engine()
    assert len(ask(size=size).hits) == 1


def test_a_place_that_never_was_begins_somewhere(engine: Settle) -> None:
    on_sale("Na")
    engine()
    for place in ((0, 0, 0), (3, 2**53, 2**53), (1, -(2**53), -1), (9, 1, 1)):
        ask("na", after=place)
        ask(after=place)

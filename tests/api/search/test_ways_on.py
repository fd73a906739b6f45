"""What else may be asked where nothing was found."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from kernel.clock import standing_at
from search.operations import index_dirty
from tests.api.client import data
from tests.api.conftest import Village
from tests.factories.orders import on_sale
from tests.factories.places import CAU_GIAY

WAYS = """query L($text: String! = "", $filter: ListingFilter! = {}) { listings(text: $text, filter: $filter) {
    nodes { title } waysOn { unfiltered atHome without { filter count } shelves { group count }
        outOfSeason { code months } } } }"""


@pytest.fixture
def stall(village: Village) -> None:
    on_sale(title="Gạo nếp", grade="Loại 1")
    while index_dirty().count:
        pass


def ways(**given: Any) -> Any:
    return data(WAYS, **given)["listings"]["waysOn"]


@pytest.mark.usefixtures("stall")
def test_where_something_is_found_there_is_nothing_to_help() -> None:
    assert ways(text="gạo") is None
    assert ways() is None


@pytest.mark.usefixtures("stall")
def test_each_filter_by_its_name_in_the_input() -> None:
    found = ways(text="gạo", filter={"grades": ["Loại 2"], "provinces": ["24"]})
    assert (found["without"], found["unfiltered"]) == ([{"filter": "grades", "count": 1}], 1)
    found = ways(text="gạo", filter={"priceBands": ["0-20"]})
    assert (found["without"], found["unfiltered"]) == ([{"filter": "priceBands", "count": 1}], 0)


@pytest.mark.usefixtures("stall")
def test_what_no_carrier_brings_by_then_is_there_without_it() -> None:
    with standing_at(datetime(2026, 11, 10, 3, tzinfo=UTC)):
        found = ways(text="gạo", filter={"deliversTo": {"commune": CAU_GIAY, "by": "2026-11-10"}})
    assert found["without"] == [{"filter": "deliversTo", "count": 1}]
    assert found["atHome"] == 0


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize(("month", "told"), [(6, []), (11, [{"code": "vai-thieu", "months": [5, 6, 7]}])])
def test_out_of_season_its_months_are_told(month: int, told: list[dict[str, Any]]) -> None:
    with standing_at(datetime(2026, month, 10, tzinfo=UTC)):
        found = ways(text="vải thiều xyzzy")
    assert found["outOfSeason"] == told
    assert [shelf["group"] for shelf in found["shelves"]] == ["FRUIT"]


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 1),
        ({"provinces": ["99"]}, 2),
        ({"provinces": ["99"], "grades": ["x"], "priceBands": ["0-20"]}, 2),
    ],
)
def test_one_statement_more_where_there_is_something_to_count(
    filters: dict[str, Any], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    given = {"text": "xyzzy", "filter": filters}
    data(WAYS, **given)
    with django_assert_num_queries(count):
        data(WAYS, **given)


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize("text", ["'", "%(x)s %s", "<b>", "\\", "🍋", "a" * 3_000, "ạ̣"])
def test_no_text_is_too_strange(text: str) -> None:
    found = ways(text=text, filter={"provinces": ["%(x)s"], "grades": ["'"]})
    assert found["unfiltered"] in (0, 2)

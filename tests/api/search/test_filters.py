"""Grades, harvests, deliveries and distances in the API."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.clock import local_day, now
from kernel.places.queries import commune
from search.operations import index_dirty
from tests.api.client import ask, data, refusal
from tests.api.conftest import Village
from tests.factories.orders import on_sale
from tests.factories.places import CAU_GIAY, LUC_NGAN, SAI_GON, put_on_the_map

LISTINGS = """query L($filter: ListingFilter! = {}, $sort: ListingSort! = BEST, $near: NearInput, $first: Int,
        $after: String) {
    listings(filter: $filter, sort: $sort, near: $near, first: $first, after: $after) {
        totalCount nodes { title } pageInfo { endCursor hasNextPage }
        facets { grades { value count } harvests { value count } deliveries { value count } } } }"""


@pytest.fixture
def stall(village: Village) -> None:
    """Beside the village's lychee of Lục Ngạn: rice of Sài Gòn, graded."""
    put_on_the_map(LUC_NGAN, SAI_GON)
    place = commune(SAI_GON)
    on_sale(title="Gạo ST25", grade="Loại 1", commune_code=SAI_GON, province_code=place.province_code)
    index_dirty()


def page(**given: Any) -> dict[str, Any]:
    return data(LISTINGS, **given)["listings"]  # type: ignore[no-any-return]


def titles(**given: Any) -> list[str]:
    return [each["title"] for each in page(**given)["nodes"]]


@pytest.mark.usefixtures("stall")
def test_grades_and_harvests() -> None:
    assert titles(filter={"grades": ["LOẠI 1"]}) == ["Gạo ST25"]
    assert titles(filter={"harvest": "2001-01"}) == []
    assert page()["facets"]["grades"] == [{"value": "loại 1", "count": 1}]


@pytest.mark.usefixtures("stall")
def test_deliveries_are_counted_for_a_commune_and_narrow_by_a_day() -> None:
    assert page()["facets"]["deliveries"] == []
    counted = page(near={"commune": LUC_NGAN})["facets"]["deliveries"]
    assert counted == sorted(counted, key=lambda each: each["value"])
    assert counted[-1]["count"] == 2
    first = counted[0]["value"]
    narrowed = page(filter={"deliversTo": {"commune": LUC_NGAN, "by": first}})
    assert narrowed["totalCount"] == counted[0]["count"]
    assert narrowed["facets"]["deliveries"] == counted
    assert len(titles(filter={"deliversTo": {"commune": LUC_NGAN}})) == 2


@pytest.mark.usefixtures("stall")
def test_the_nearest_first_page_by_page(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    north = {"commune": CAU_GIAY}
    assert len(titles(sort="NEAREST", near=north)) == 2
    first = page(sort="NEAREST", near={"latitude": 10.7769, "longitude": 106.7009}, first=1)
    after = first["pageInfo"]["endCursor"]
    rest = page(sort="NEAREST", near={"latitude": 10.7769, "longitude": 106.7009}, after=after)
    assert [each["title"] for each in (*first["nodes"], *rest["nodes"])].count("Gạo ST25") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_filters_and_facets_take_one_statement_each(
    village: Village, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        on_sale(title="Gạo")
    index_dirty()
    given = {
        "near": {"commune": CAU_GIAY},
        "sort": "NEAREST",
        "filter": {"deliversTo": {"commune": CAU_GIAY}},
    }
    page(**given)  # from now on the process knows the carriers' tariffs
    with django_assert_num_queries(4):  # search, total, facets, cards
        page(**given)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"filter": {"harvest": "soon"}}, "HARVEST_UNREADABLE"),
        ({"filter": {"harvest": ""}}, "HARVEST_UNREADABLE"),
        ({"filter": {"harvest": "99999999999999999-01"}}, "HARVEST_UNREADABLE"),
        ({"filter": {"harvest": "2026-12-02/2026-12-01"}}, "HARVEST_BACKWARDS"),
        ({"filter": {"deliversTo": {"commune": "99999"}}}, "UNKNOWN_PLACE"),
        ({"filter": {"deliversTo": {"commune": "x" * 10_000}}}, "UNKNOWN_PLACE"),
        ({"filter": {"deliversTo": {"commune": CAU_GIAY, "by": "2001-01-01"}}}, "DELIVERY_DAY_PAST"),
        ({"sort": "NEAREST"}, "PLACE_NEEDED"),
        ({"near": {}}, "POINT_IMPOSSIBLE"),
        ({"near": {"latitude": 21.0}}, "POINT_IMPOSSIBLE"),
        ({"near": {"latitude": 1e300, "longitude": 0}}, "POINT_IMPOSSIBLE"),
        ({"near": {"latitude": -91, "longitude": 0}}, "POINT_IMPOSSIBLE"),
        ({"near": {"commune": "00000"}}, "UNKNOWN_PLACE"),
        ({"filter": {"grades": ["x" * 101]}}, "PAGE_SIZE_INVALID"),
        ({"filter": {"grades": ["x"] * 101}}, "PAGE_SIZE_INVALID"),
        ({"after": "W10"}, "CURSOR_INVALID"),
        ({"after": "Wy0xLDAsMF0"}, "CURSOR_INVALID"),
        ({"after": "WzEsMTAwMDAwMDAwMDAwMDAwMDAwMCwxXQ"}, "CURSOR_INVALID"),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(village: Village, given: dict[str, Any], code: str) -> None:
    assert refusal(LISTINGS, **given) == code


@pytest.mark.parametrize("literal", ["1e999", "NaN", '"21"', "-1e999"])
def test_a_number_that_is_none_is_refused(village: Village, literal: str) -> None:
    answer = ask(f"{{ listings(near: {{latitude: {literal}, longitude: 105}}) {{ nodes {{ title }} }} }}")
    assert answer["errors"][0]["extensions"]["code"] in ("POINT_IMPOSSIBLE", "GRAPHQL_INVALID")


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize("day", ["9999-12-31", (local_day(now()) + timedelta(days=4_000)).isoformat()])
def test_a_day_far_ahead_is_any_day(day: str) -> None:
    assert len(titles(filter={"deliversTo": {"commune": LUC_NGAN, "by": day}})) == 2

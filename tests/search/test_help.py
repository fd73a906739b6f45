"""Ways on from a search that found nothing, counted alike on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kernel.clock import PEOPLE_ZONE
from kernel.places.models import Commune, Province
from kernel.places.queries import commune
from logistics.carriers.card import forget
from logistics.goods.models import Commodity
from logistics.goods.queries import forget as forget_goods
from search import help as ways_on
from search.delivery import deliver_to
from search.elastic import client
from search.elastic.engine import circuit
from search.harvests import read_harvest
from search.queries import count_all, search
from search.request import Filters, SearchRequest
from search.words import read_words
from tests.factories.carriers import load_demo_card
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.factories.goods import CommodityFactory
from tests.factories.places import LUC_NGAN, SAI_GON
from tests.search.conftest import Settle, entries

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 10, 10, 0, tzinfo=PEOPLE_ZONE)
IN_JUNE = AT.replace(month=6)


@pytest.fixture(autouse=True)
def goods() -> Iterator[None]:
    """Lychee from May to July; pomelo from November to January; rice all the year."""
    kinds = [("vai-thieu", "Vải thiều", "FRUIT", (5, 6, 7)), ("buoi", "Bưởi", "FRUIT", (11, 12, 1))]
    for code, name, group, months in [*kinds, ("gao", "Gạo", "RICE", tuple(range(1, 13)))]:
        CommodityFactory.create(code=code, name_vi=name, group=group, months=list(months))
    forget_goods()
    yield
    forget_goods()


def sells(code: str = "vai-thieu", title: str = "Vải thiều", **changes: object) -> None:
    changes = {"province_code": "24", "commune_code": LUC_NGAN} | changes
    LotFactory.create(
        listing=ListingFactory.create(title=title, commodity=Commodity.objects.get(code=code), **changes)
    )


def asked(text: str = "", **filters: object) -> SearchRequest:
    return SearchRequest(text=text, filters=Filters(**filters))  # type: ignore[arg-type]


def ways(request: SearchRequest, at: datetime = AT, home: str = "") -> ways_on.Help:
    return ways_on.help_on(request=request, at=at, home_province=home)


def test_each_filter_is_counted_without_it(engine: Settle) -> None:
    sells(), sells(grade="Loại 1"), sells("gao", "Gạo nếp")
    engine()
    found = ways(asked("vải thiều", provinces=("79",), grades=("loại 1",)))
    assert found.without == {"provinces": 1}
    assert found.unfiltered == 2
    assert ways(asked("vải thiều", provinces=("79",))).without == {"provinces": 2}
    assert ways(asked("vải thiều", provinces=("79",))).unfiltered == 0


def test_what_is_promised_is_found_there(engine: Settle) -> None:
    sells(), sells(grade="Loại 1"), sells(grade="Loại 1", province_code="79", commune_code=SAI_GON)
    engine()
    never = read_harvest("2027-05", today=date(2026, 11, 10))
    request = asked("vải", grades=("loại 1",), provinces=("24",), harvest=never)
    assert search(request=request, at=AT).hits == []
    assert ways(request).without == {"harvest": 1}
    found = search(request=replace(request, filters=replace(request.filters, harvest=None)), at=AT)
    assert len(found.hits) == 1


def test_the_season_of_what_was_asked_for_is_told_out_of_it(engine: Settle) -> None:
    sells("gao", "Gạo nếp")
    engine()
    for text in ("vải thiều", "vai thieu", "vải thiều sấy"):
        assert [goods.code for goods in ways(asked(text)).out_of_season] == ["vai-thieu"]
    assert ways(asked("vải thiều"), IN_JUNE).out_of_season == []
    assert ways(asked("bưởi")).out_of_season == []
    assert ways(asked("gạo tím")).out_of_season == []
    assert [goods.code for goods in ways(asked(commodities=("vai-thieu",))).out_of_season] == ["vai-thieu"]


def test_the_shelf_is_named_where_it_holds_something(engine: Settle) -> None:
    sells("buoi", "Bưởi da xanh")
    engine()
    assert ways(asked("vải thiều")).shelves == {"FRUIT": 1}
    assert ways(asked("gạo")).shelves == {}


def test_the_own_province_is_counted_where_a_day_was_the_cause(engine: Settle) -> None:
    place = commune(LUC_NGAN)
    named = {"folded": "", "sort_key": "", "kind": "xa", "admin_version": "2025-07-01"}
    named |= {"latitude": place.latitude, "longitude": place.longitude}  # type: ignore[dict-item]
    Province.objects.get_or_create(code="24", defaults=named | {"name": "Bắc Ninh"})
    Commune.objects.create(code=LUC_NGAN, province_id="24", name=place.name, **named)
    load_demo_card()
    sells(), sells(province_code="79", commune_code=SAI_GON)
    engine()
    soon = deliver_to(LUC_NGAN, by=AT.date(), at=AT)
    found = ways(asked("vải thiều", delivery=soon), home="24")
    assert (found.without, found.at_home, found.unfiltered) == ({"delivery": 2}, 1, 0)
    assert ways(asked("vải thiều", delivery=soon)).at_home == 0
    forget()


@pytest.mark.parametrize("filters", [{"provinces": ("79",)}, {"provinces": ("79",), "grades": ("x",),
                                                             "price_bands": ("0-20",)}])  # fmt: skip
def test_one_statement_counts_for_one_filter_and_for_three(
    filters: dict[str, object], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sells()
    entries()
    read_words("vải thiều")
    with django_assert_num_queries(1):
        assert ways(asked("vải thiều", **filters)).shelves == {"FRUIT": 1}
    with django_assert_num_queries(0):
        assert not ways(asked("xyz"))


@pytest.mark.elasticsearch
def test_without_elasticsearch_postgresql_counts(elastic: Settle, settings: LazySettings) -> None:
    sells()
    elastic()
    there, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, ["http://127.0.0.1:1"]
    client.forget()
    circuit.reset()
    assert count_all(requests=[asked("vải"), asked(provinces=("79",))], at=AT) == [1, 0]
    settings.ELASTICSEARCH_URL = there
    circuit.reset()
    client.forget()


@pytest.mark.parametrize(
    "text", ["'", "%s %(x)s", "&|!():*", "\\1", "a" * 3_000, "🍋", "%%%", "<b>", "\x00", "vải " * 300]
)
def test_no_text_is_too_strange(engine: Settle, text: str) -> None:
    sells()
    engine()
    found = ways(asked(text, provinces=("%(x)s", "'"), grades=("\\1", "%")))
    assert found.unfiltered in (0, 1)
    assert not ways(asked("!!!", provinces=("79",)))


def test_help_is_for_a_first_page_without_hits() -> None:
    sells()
    entries()
    for text, needed in (("vải thiều", False), ("vải xyz", True), ("xyz", True)):
        request = asked(text)
        assert ways_on.is_needed(request, search(request=request, at=AT)) is needed
    later = replace(asked("xyz"), after=(1, 1, 1))
    assert not ways_on.is_needed(later, search(request=later, at=AT))


def test_months_are_told_as_spans() -> None:
    assert ways_on.spans([5, 6, 7]) == [(5, 7)]
    assert ways_on.spans([12, 11, 1]) == [(11, 1)]
    assert ways_on.spans([1, 2, 5, 12]) == [(12, 2), (5, 5)]
    assert ways_on.spans(range(1, 13)) == [(1, 12)]
    assert ways_on.spans([0, 13]) == ways_on.spans([]) == []


@given(st.sets(st.integers(1, 12)))
def test_spans_hold_just_the_months(months: set[int]) -> None:
    held = [
        (first + ahead - 1) % 12 + 1
        for first, last in ways_on.spans(list(months))
        for ahead in range((last - first) % 12 + 1)
    ]
    assert sorted(held) == sorted(months)

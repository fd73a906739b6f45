"""Grades, harvests, deliveries and distances: the same on both engines, with facets of the other filters."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import PEOPLE_ZONE
from kernel.places.queries import commune
from kernel.places.refusals import UnknownPlace
from logistics.carriers.card import forget
from logistics.carriers.models import ClosedZone
from marketplace.catalogue.measuring import gross_estimate_g
from marketplace.catalogue.models import Listing
from search import distance, harvests
from search.delivery import ANY_DAY, deliver_to, most_net_g
from search.distance import Point, read_point
from search.enums import Sort
from search.harvests import Harvest, read_harvest
from search.queries import SearchRequest, SearchResult, search
from search.ranking import NEAR
from search.refusals import DeliveryDayPast, HarvestBackwards, HarvestUnreadable, PointImpossible
from search.request import Filters
from tests.factories.carriers import load_demo_card
from tests.factories.catalogue import ListingFactory, LotFactory
from tests.factories.goods import CommodityFactory
from tests.factories.households import HouseholdFactory
from tests.factories.places import CAU_GIAY, DA_LAT, LUC_NGAN, SAI_GON, put_on_the_map
from tests.search.conftest import Settle

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 10, 10, 0, tzinfo=PEOPLE_ZONE)
TODAY = date(2026, 6, 10)


def ask(text: str = "", **changes: object) -> SearchResult:
    request = replace(SearchRequest(text=text, total=True, facets=True), **changes)  # type: ignore[arg-type]
    result = search(request=request, at=AT)
    assert not result.degraded
    return result


def ids(result: SearchResult) -> list[int]:
    return [hit.listing_id for hit in result.hits]


def facet(name: str, result: SearchResult) -> dict[str, int]:
    assert result.facets is not None
    return dict(result.facets[name])


def from_commune(code: str, **changes: object) -> int:
    """A listing with stock of a household of that commune; its id."""
    where = {
        "commune_code": code,
        "province_code": commune(code).province_code,
        "household": HouseholdFactory.create(commune_code=code),
    }
    return int(LotFactory.create(listing=ListingFactory.create(**(where | changes))).listing_id)


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


# Grades


def test_a_grade_is_one_however_it_is_capitalized(engine: Settle) -> None:
    first, shouted = ListingFactory.create(grade="Loại 1"), ListingFactory.create(grade="LOẠI 1")
    second, _none = ListingFactory.create(grade="Loại 2"), ListingFactory.create()
    engine()
    result = ask(filters=Filters(grades=("Loại 1",)))
    assert set(ids(result)) == {first.pk, shouted.pk}
    assert facet("grades", result) == {"loại 1": 2, "loại 2": 1}
    assert set(ids(ask(filters=Filters(grades=("loại 1", "loại 2"))))) == {first.pk, shouted.pk, second.pk}


def test_of_many_grades_the_commonest_are_counted(engine: Settle) -> None:
    ListingFactory.create_batch(2, grade="loại 1")
    ListingFactory.create(grade="hàng xá")
    engine()
    assert list(facet("grades", ask())) == ["loại 1", "hàng xá"]


# Harvests


@pytest.fixture
def orchard(engine: Settle) -> dict[str, int]:
    """By when it is harvested."""
    lot = {"expires_on": None}
    found = {
        "picked": LotFactory.create(harvested_on=after(-2), **lot).listing_id,
        "old": LotFactory.create(harvested_on=after(-20), **lot).listing_id,
        "soon": ListingFactory.create(harvest_from=after(3), harvest_to=after(9)).pk,
        "later": ListingFactory.create(harvest_from=after(40), harvest_to=after(60)).pk,
        "unsaid": ListingFactory.create().pk,
        "goes_on": LotFactory.create(
            listing=ListingFactory.create(harvest_from=after(-30), harvest_to=after(5)),
            harvested_on=after(-10),
            **lot,
        ).listing_id,
    }
    engine()
    return found


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("fresh", {"picked"}),
        ("7-days", {"soon", "goes_on"}),
        ("14-days", {"soon", "goes_on"}),
        ("2026-05", {"old", "goes_on"}),
        ("2026-06-01/2026-06-06", set()),  # of days that are over what was brought in counts
        ("2026-07", {"later"}),
        ("2026-W25", {"soon", "goes_on"}),
        ("2026-06-13/2026-06-14", {"soon", "goes_on"}),
        ("2026-06-16/2026-06-18", {"soon"}),
        ("2027-01", set()),
    ],
)
def test_a_harvest_is_asked_for_by_name_month_week_or_days(
    orchard: dict[str, int], window: str, expected: set[str]
) -> None:
    found = ids(ask(filters=Filters(harvest=read_harvest(window, today=TODAY))))
    assert {name for name, listing in orchard.items() if listing in found} == expected


def test_windows_are_counted_whichever_is_chosen(orchard: dict[str, int]) -> None:
    chosen = ask(filters=Filters(harvest=read_harvest("fresh", today=TODAY)))
    counts = {"fresh": 1, "7-days": 2, "14-days": 2, "2026-06": 3, "2026-07": 1, "2026-08": 1}
    assert facet("harvests", chosen) == facet("harvests", ask()) == counts
    assert chosen.total == 1


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026", "2026-13", "2026-00", "0000-01", "9999-12", "2026-W54", "2026-02-30/2026-03-01",
     "2026-6", "1-days", "2026-06-01/", "99999999999-01", "2026-06-01/2026-06-02/2026-06-03",
     "\uff12\uff10\uff12\uff16-06", "\x00"],
)  # fmt: skip
def test_no_window_at_all_is_refused(text: str) -> None:
    with pytest.raises(HarvestUnreadable):
        read_harvest(text, today=TODAY)


def test_days_that_go_backwards_are_refused() -> None:
    with pytest.raises(HarvestBackwards):
        read_harvest("2026-06-10/2026-06-09", today=TODAY)


@given(st.text(max_size=30))
def test_any_other_text_is_read_or_refused(text: str) -> None:
    try:
        read_harvest(text, today=TODAY)
    except (HarvestUnreadable, HarvestBackwards):
        return


def test_what_a_name_means() -> None:
    assert read_harvest("fresh", today=TODAY) == Harvest(after(-3), TODAY, picked=True)
    assert read_harvest("14-days", today=TODAY) == Harvest(TODAY, after(13), picked=False)
    assert read_harvest("2026-12", today=TODAY)[:2] == (date(2026, 12, 1), date(2026, 12, 31))
    assert read_harvest("2026-W53", today=TODAY)[:2] == (date(2026, 12, 28), date(2027, 1, 3))
    assert list(harvests.harvests(date(2026, 11, 30)))[-3:] == ["2026-11", "2026-12", "2027-01"]


# Deliveries


@pytest.fixture(autouse=True)
def places() -> None:
    """Where the sellers of these tests are."""
    put_on_the_map(LUC_NGAN, CAU_GIAY, DA_LAT, SAI_GON, "07615", "00004", "31825")


@pytest.fixture
def card() -> Iterator[None]:
    load_demo_card()
    yield
    forget()


def days_of(text: str = "", *, to: str = CAU_GIAY, **changes: object) -> dict[str, int]:
    return facet("deliveries", ask(text, filters=Filters(delivery=deliver_to(to, at=AT), **changes)))  # type: ignore[arg-type]


def by(day: date, *, to: str = CAU_GIAY, at: datetime = AT, **changes: object) -> list[int]:
    return ids(ask(filters=Filters(delivery=deliver_to(to, by=day, at=at), **changes)))  # type: ignore[arg-type]


@pytest.mark.usefixtures("card")
def test_what_arrives_by_a_day(engine: Settle) -> None:
    near, far = from_commune(LUC_NGAN), from_commune(SAI_GON)
    sold_out = ListingFactory.create().pk
    engine()
    tomorrow = by(after(1))
    assert near in tomorrow
    assert far not in tomorrow
    assert set(by(ANY_DAY)) == {near, far}
    assert sold_out in ids(
        ask(filters=Filters(delivery=deliver_to(CAU_GIAY, at=AT)))
    )  # counted, not narrowed
    assert by(TODAY) == []


@pytest.mark.usefixtures("card")
def test_days_are_counted_with_the_other_filters_and_whichever_is_chosen(engine: Settle) -> None:
    from_commune(LUC_NGAN), from_commune(SAI_GON)
    engine()
    counts = days_of()
    assert list(counts) == sorted(counts)
    assert list(counts.values()) == sorted(counts.values())
    assert max(counts.values()) == 2
    chosen = ask(filters=Filters(delivery=deliver_to(CAU_GIAY, by=after(1), at=AT)))
    assert (facet("deliveries", chosen), chosen.total) == (counts, 1)
    assert facet("provinces", chosen) == {"24": 1}
    assert set(days_of(provinces=("24",)).values()) == {1}
    assert facet("deliveries", ask()) == {}


@pytest.mark.usefixtures("card")
def test_parcels_leave_where_the_household_lives(engine: Settle) -> None:
    grown_far = from_commune(LUC_NGAN, commune_code=SAI_GON, province_code="79")
    engine()
    assert by(after(1)) == [grown_far]
    household = Listing.objects.get(pk=grown_far).household
    household.commune_code = SAI_GON
    household.save(update_fields=["commune_code"])
    engine()
    assert by(after(1)) == []
    assert by(ANY_DAY) == [grown_far]


@pytest.mark.usefixtures("card")
def test_what_would_spoil_on_the_road_does_not_arrive(engine: Settle) -> None:
    listing = ListingFactory.create()
    LotFactory.create(listing=listing, harvested_on=TODAY, expires_on=after(1))
    engine()
    assert by(ANY_DAY, to=SAI_GON) == []
    assert by(ANY_DAY, to=LUC_NGAN) == [] or by(ANY_DAY, to=LUC_NGAN) == [listing.pk]


@pytest.mark.usefixtures("card")
def test_what_is_too_heavy_for_every_parcel_does_not_arrive(engine: Settle) -> None:
    light, _heavy = from_commune(LUC_NGAN), from_commune(LUC_NGAN, minimum=900_000_000)
    engine()
    assert by(ANY_DAY) == [light]


@pytest.mark.usefixtures("card")
def test_what_needs_cooling_arrives_only_where_there_is_some(engine: Settle) -> None:
    CommodityFactory.create(code="tom", name_vi="Tôm", needs_chill=True)
    warm = from_commune(SAI_GON)
    from logistics.goods.models import Commodity

    cold = from_commune(SAI_GON, commodity=Commodity.objects.get(code="tom"))
    engine()
    from logistics.carriers.models import Service

    Service.objects.filter(temperature="chilled").update(active=False)
    forget()
    assert cold not in by(ANY_DAY)
    assert warm in by(ANY_DAY)


@pytest.mark.usefixtures("card")
def test_nothing_leaves_a_closed_commune_and_its_neighbours_go_on(engine: Settle) -> None:
    closed, open_ = from_commune(LUC_NGAN), from_commune("07615")
    ClosedZone.objects.create(commune_code=LUC_NGAN, reason="lũ", from_on=TODAY)
    forget()
    engine()
    assert by(ANY_DAY) == [open_]
    ClosedZone.objects.create(province_code="01", direction="to", reason="bão", from_on=TODAY)
    forget()
    assert by(ANY_DAY) == []
    assert closed not in by(ANY_DAY, to=SAI_GON)


@pytest.mark.usefixtures("card")
def test_a_delivery_to_nowhere_or_to_yesterday_is_refused() -> None:
    with pytest.raises(UnknownPlace):
        deliver_to("99999", at=AT)
    with pytest.raises(DeliveryDayPast):
        deliver_to(CAU_GIAY, by=after(-1), at=AT)


def test_without_carriers_nothing_arrives(engine: Settle) -> None:
    from_commune(LUC_NGAN)
    engine()
    assert by(ANY_DAY) == []
    assert days_of() == {}


@given(st.integers(0, 10**9))
def test_the_heaviest_parcel_is_just_not_too_heavy(gross_g: int) -> None:
    net = most_net_g(gross_g)
    assert gross_estimate_g(net + 1) > gross_g
    assert net == -1 or gross_estimate_g(net) <= gross_g


# Distances


HA_NOI = Point(21.03, 105.79)


@pytest.mark.parametrize("text", ["", "vải"])
def test_the_nearest_stand_first_and_sold_out_ones_last(engine: Settle, text: str) -> None:
    far, near = from_commune(SAI_GON), from_commune(CAU_GIAY)
    middle = from_commune(LUC_NGAN)
    sold_out = ListingFactory.create(commune_code=CAU_GIAY, province_code="01").pk
    engine()
    assert ids(ask(text, sort=Sort.NEAREST, here=HA_NOI)) == [near, middle, far, sold_out]
    assert ids(ask(text, sort=Sort.NEAREST)) == ids(ask(text))  # from where is not known


@pytest.mark.parametrize("sort", [Sort.NEAREST, Sort.CHEAPEST, Sort.DEAREST, Sort.NEWEST, Sort.BEST])
@pytest.mark.parametrize("text", ["", "vải"])
@pytest.mark.parametrize("size", [1, 3])
def test_ties_neither_skip_nor_repeat(engine: Settle, sort: Sort, text: str, size: int) -> None:
    """Same commune, same price, same moment; in stock and sold out."""
    for code in (LUC_NGAN, CAU_GIAY, DA_LAT):
        for _ in range(3):
            from_commune(code)
        ListingFactory.create_batch(2, commune_code=code, province_code=commune(code).province_code)
    engine()
    whole = ids(ask(text, sort=sort, here=HA_NOI))
    seen, place = list[int](), None
    while True:
        result = ask(text, sort=sort, here=HA_NOI, size=size, after=place)
        seen += ids(result)
        if not result.has_more:
            break
        place = result.hits[-1].place
    assert seen == whole
    assert len(set(seen)) == 15


@pytest.mark.elasticsearch
def test_both_engines_measure_alike(elastic: Settle, settings: object) -> None:
    for code in (LUC_NGAN, CAU_GIAY, DA_LAT, SAI_GON, "07615", "00004", "31825"):
        from_commune(code)
    elastic()
    for here in (HA_NOI, Point(10.78, 106.7), Point(-33.9, 151.2), Point(90.0, 0.0), Point(0.0, -180.0)):
        there = ids(ask(sort=Sort.NEAREST, here=here))
        settings.SEARCH = "postgres"  # type: ignore[attr-defined]
        assert ids(ask(sort=Sort.NEAREST, here=here)) == there
        settings.SEARCH = "elasticsearch"  # type: ignore[attr-defined]


@pytest.mark.elasticsearch
def test_a_page_of_distances_goes_on_on_the_other_engine(elastic: Settle, settings: object) -> None:
    for code in (LUC_NGAN, LUC_NGAN, CAU_GIAY, CAU_GIAY, DA_LAT, SAI_GON):
        from_commune(code)
    elastic()
    whole = ids(ask(sort=Sort.NEAREST, here=HA_NOI))
    first = ask(sort=Sort.NEAREST, here=HA_NOI, size=3)
    settings.SEARCH = "postgres"  # type: ignore[attr-defined]
    rest = ask(sort=Sort.NEAREST, here=HA_NOI, after=first.hits[-1].place)
    assert ids(first) + ids(rest) == whole


def test_what_is_near_ranks_higher_where_the_place_is_known(engine: Settle) -> None:
    far, near = from_commune(SAI_GON), from_commune(CAU_GIAY)
    engine()
    assert ids(ask("vải thiều", here=HA_NOI))[0] == near
    assert ids(ask("vải thiều", here=Point(10.78, 106.7)))[0] == far
    assert NEAR > 0


def test_commune_after_commune_fills_pages_without_a_gap(engine: Settle) -> None:
    near = [from_commune(CAU_GIAY) for _ in range(3)]
    far = [from_commune(SAI_GON) for _ in range(2)]
    engine()
    here = Point(commune(CAU_GIAY).latitude, commune(CAU_GIAY).longitude)
    first = ask(sort=Sort.NEAREST, here=here, size=2)
    assert ids(first) == near[:2]
    rest = ask(sort=Sort.NEAREST, here=here, size=2, after=first.hits[-1].place)
    assert ids(rest) == [near[2], far[0]]
    assert rest.has_more


def test_communes_that_are_equally_far_are_read_as_one(engine: Settle) -> None:
    """Less than two metres are between their distances: by whole metres their listings may lie mixed."""
    for _ in range(3):
        from_commune("09202")
        from_commune("09739")
    engine()
    whole = ids(ask(sort=Sort.NEAREST, here=HA_NOI))  # fewer than a page: all rows were sorted
    first = ask(sort=Sort.NEAREST, here=HA_NOI, size=2)
    rest = ask(sort=Sort.NEAREST, here=HA_NOI, size=3, after=first.hits[-1].place)
    last = ask(sort=Sort.NEAREST, here=HA_NOI, size=3, after=rest.hits[-1].place)
    assert ids(first) + ids(rest) + ids(last) == whole
    assert len(whole) == 6


@pytest.mark.parametrize(
    "pair",
    [(None, 105.0), (21.0, None), (float("nan"), 105.0), (21.0, float("inf")), (91.0, 0.0), (0.0, -180.1),
     (1e308, 0.0)],
)  # fmt: skip
def test_an_impossible_point_is_refused(pair: tuple[float | None, float | None]) -> None:
    with pytest.raises(PointImpossible):
        read_point(*pair)


def test_a_point_is_known_to_about_a_kilometre() -> None:
    assert read_point(21.028511, 105.804817) == (21.03, 105.8)


def test_a_place_that_never_was_begins_somewhere(engine: Settle) -> None:
    from_commune(LUC_NGAN)
    engine()
    for place in ((0, 0, 0), (3, 10**18 - 1, 10**18 - 1), (1, 10**18 - 1, 1), (2, 1, 10**18 - 1)):
        ask(sort=Sort.NEAREST, here=HA_NOI, after=place)
    assert distance.communes_by_distance(HA_NOI)[0][0] < 5

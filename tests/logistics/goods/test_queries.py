"""Commodities and units from memory."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from logistics.goods.models import Treatment
from logistics.goods.queries import (
    commodities,
    commodity,
    forget,
    growing_areas,
    lots,
    packing_houses,
    unit_choices,
)
from logistics.goods.refusals import UnknownCommodity
from tests.factories.goods import (
    LONG_AGO,
    CommodityFactory,
    GrowingAreaFactory,
    LotRecordFactory,
    PackingHouseFactory,
    load_commodities,
)
from tests.factories.places import LUC_NGAN

pytestmark = pytest.mark.django_db

Queries = Callable[[int], AbstractContextManager[object]]

BEN_TRE = VINH_LONG = "86"
BAC_NINH = "24"


@pytest.fixture
def goods() -> None:
    load_commodities()


def offered(commodity_code: str, province_code: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for choice in unit_choices(commodity_code=commodity_code, province_code=province_code):
        found.setdefault(choice.unit.value, []).append(choice.factor)
    return found


@pytest.mark.usefixtures("goods")
def test_a_dozen_of_coconuts_is_twelve_in_the_delta_and_ten_elsewhere() -> None:
    assert offered("dua-kho", BEN_TRE)["chuc"] == [12]
    assert offered("dua-kho", BAC_NINH)["chuc"] == [10]
    first = unit_choices(commodity_code="dua-kho", province_code=BEN_TRE)[0]
    assert (first.label, first.base.value, first.verified) == ("1 chục (12 trái)", "piece", True)


@pytest.mark.usefixtures("goods")
def test_a_ta_of_sweet_potatoes_is_sixty_kilograms_in_vinh_long_only() -> None:
    assert offered("khoai-lang-tim", VINH_LONG)["ta"] == [60_000]
    assert offered("khoai-lang-tim", BAC_NINH)["ta"] == [100_000]
    assert offered("vai-thieu", VINH_LONG)["ta"] == [100_000]


@pytest.mark.usefixtures("goods")
def test_what_has_no_weight_of_a_piece_is_not_sold_by_the_piece() -> None:
    assert "piece" not in offered("vai-thieu", BAC_NINH)
    assert "chuc" not in offered("vai-thieu", BAC_NINH)
    assert offered("buoi-da-xanh", BEN_TRE)["chuc"] == [10, 12]


@pytest.mark.usefixtures("goods")
def test_boxes_of_a_commodity_replace_the_common_ones_and_the_usual_unit_comes_first() -> None:
    assert offered("vai-thieu", BAC_NINH)["box"] == [3_000, 5_000, 10_000]
    assert next(iter(offered("vai-thieu", BAC_NINH))) == "kg"
    assert next(iter(offered("mat-ong-bac-ha", "08"))) == "litre"
    assert next(iter(offered("che-thai-nguyen", "19"))) == "bag"


def test_an_unknown_commodity_is_refused() -> None:
    forget()
    with pytest.raises(UnknownCommodity):
        commodity("thit-lon")
    with pytest.raises(UnknownCommodity):
        unit_choices(commodity_code="thit-lon")


@pytest.mark.usefixtures("goods")
def test_a_warm_process_asks_the_database_nothing(django_assert_num_queries: Queries) -> None:
    forget()
    with django_assert_num_queries(2):
        assert len(commodities()) == 44
    with django_assert_num_queries(0):
        commodities()
        commodity("vai-thieu")
        unit_choices(commodity_code="vai-thieu", province_code=BAC_NINH)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_number_of_queries_however_long(
    count: int, django_assert_num_queries: Queries
) -> None:
    goods = CommodityFactory()
    GrowingAreaFactory.create_batch(count, commodity=goods)
    PackingHouseFactory.create_batch(count)
    records = LotRecordFactory.create_batch(count, commodity=goods)
    Treatment.objects.create(lot=records[0], kind="COLD", done_at=LONG_AGO)
    with django_assert_num_queries(1):
        areas = growing_areas(commune_code=LUC_NGAN, commodity_code=goods.code)
        assert [area.commodity.code for area in areas] == [goods.code] * count
    with django_assert_num_queries(1):
        assert len(packing_houses(commune_code=LUC_NGAN)) == count
    with django_assert_num_queries(2):
        found = lots(references=[record.reference for record in records])
        assert [len(lot.treatments.all()) for lot in found.values()] == [1] + [0] * (count - 1)
        assert {lot.commodity.code for lot in found.values()} == {goods.code}


def test_growing_areas_of_elsewhere_are_not_listed() -> None:
    GrowingAreaFactory()
    assert growing_areas(commune_code="00166") == []
    assert len(growing_areas()) == 1

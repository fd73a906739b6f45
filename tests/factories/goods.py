"""Commodities as the fixture tells them, and codes of growing areas that are plainly made up."""

from datetime import UTC, date, datetime

import factory
from django.conf import settings
from factory.django import DjangoModelFactory

from kernel.text import fold, sort_key
from logistics.goods.loading import load
from logistics.goods.models import Commodity, GrowingArea, LotRecord, PackingHouse
from logistics.goods.queries import forget
from tests.factories.places import LUC_NGAN

LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def load_commodities() -> None:
    """All of fixtures/commodities.yaml; about 0.2 s."""
    load(settings.BASE_DIR / "fixtures" / "commodities.yaml")


class CommodityFactory(DjangoModelFactory[Commodity]):
    """A fruit that keeps for five days, sold by weight. Processes hear of it at their next reading."""

    class Meta:
        model = Commodity
        django_get_or_create = ("code",)
        skip_postgeneration_save = True
        skip_postgeneration_save = True

    code = factory.Sequence(lambda number: f"mat-hang-{number}")
    name_vi = factory.Sequence(lambda number: f"Mặt hàng {number}")
    name_en = factory.Sequence(lambda number: f"Commodity {number}")
    group = "FRUIT"
    hs6 = "081090"
    months = factory.LazyFunction(lambda: [5, 6, 7])
    shelf_life_days = 5
    folded = factory.LazyAttribute(lambda goods: fold(goods.name_vi))
    sort_key = factory.LazyAttribute(lambda goods: sort_key(goods.name_vi))

    @factory.post_generation
    def heard_of(self: Commodity, _create: bool, _given: object, **_options: object) -> None:
        forget()


class GrowingAreaFactory(DjangoModelFactory[GrowingArea]):
    class Meta:
        model = GrowingArea

    code = factory.Sequence(lambda number: f"DEMO-PUC-{number:04}")
    commodity = factory.SubFactory(CommodityFactory)
    commune_code = LUC_NGAN
    approved_on = date(2026, 1, 5)


class PackingHouseFactory(DjangoModelFactory[PackingHouse]):
    class Meta:
        model = PackingHouse

    code = factory.Sequence(lambda number: f"DEMO-PHC-{number:04}")
    commune_code = LUC_NGAN
    approved_on = date(2026, 1, 5)


class LotRecordFactory(DjangoModelFactory[LotRecord]):
    class Meta:
        model = LotRecord

    reference = factory.Sequence(lambda number: f"lot:test{number}")
    commodity = factory.SubFactory(CommodityFactory)
    harvested_on = date(2026, 6, 9)
    recorded_at = LONG_AGO

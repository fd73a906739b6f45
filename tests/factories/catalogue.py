"""Listings, what lies behind them, and uploads."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from logistics.goods.models import Commodity
from marketplace.catalogue.enums import ListingState, PhotoState
from marketplace.catalogue.models import Listing, Lot, Photo, PriceTier
from tests.factories.goods import CommodityFactory
from tests.factories.households import LONG_AGO, HouseholdFactory
from tests.factories.places import LUC_NGAN

NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 10)


def lychee() -> Commodity:
    """The commodity of most tests: keeps for five days."""
    return CommodityFactory.create(code="vai-thieu", name_vi="Vải thiều", name_en="Lychee")


class ListingFactory(DjangoModelFactory[Listing]):
    """On sale by the kilogram at 30.000 ₫, from one kilogram in steps of a half; without lots or photos."""

    class Meta:
        model = Listing

    household = factory.SubFactory(HouseholdFactory)
    commodity = factory.LazyFunction(lychee)
    slug = factory.Sequence(lambda number: f"vai-thieu-{number}")
    title = "Vải thiều Lục Ngạn"
    description = "Hái sáng giao chiều. Quả to, hạt nhỏ, ngọt đậm."
    unit = "kg"
    unit_label = "kg"
    base = "g"
    unit_factor = 1_000
    unit_weight_g = 1
    unit_price = 30_000
    minimum = 1_000
    step = 500
    commune_code = LUC_NGAN
    province_code = "24"
    state = ListingState.PUBLISHED
    created_at = LONG_AGO
    published_at = LONG_AGO


class LotFactory(DjangoModelFactory[Lot]):
    """A lot of a listing harvested today, all of it still there unless `available` says otherwise."""

    class Meta:
        model = Lot

    listing = factory.SubFactory(ListingFactory)
    household = factory.SelfAttribute("listing.household")
    harvested_on = TODAY
    expires_on = TODAY + timedelta(days=5)
    quantity = 10_000
    available = factory.SelfAttribute("quantity")
    created_at = NOW


class TierFactory(DjangoModelFactory[PriceTier]):
    class Meta:
        model = PriceTier

    listing = factory.SubFactory(ListingFactory)
    minimum = 10_000
    unit_price = 27_000


class PhotoFactory(DjangoModelFactory[Photo]):
    """A finished photo of a listing: one of our own pictures."""

    class Meta:
        model = Photo

    listing = factory.SubFactory(ListingFactory)
    household = factory.SelfAttribute("listing.household")
    state = PhotoState.READY
    base = "shared/vai-thieu-1"
    ground = 7
    alt = "Vải thiều Lục Ngạn"
    width = 640
    height = 480
    uploaded_at = LONG_AGO


def upload(
    *,
    width: int = 800,
    height: int = 600,
    colour: str = "#c93344",
    format: str = "JPEG",
    exif: Image.Exif | None = None,
) -> SimpleUploadedFile:
    """A plain picture as a telephone would send it."""
    buffer = BytesIO()
    options = {"exif": exif} if exif else {}
    Image.new("RGB", (width, height), colour).save(buffer, format=format, **options)
    return SimpleUploadedFile("anh.jpg", buffer.getvalue(), content_type="image/jpeg")

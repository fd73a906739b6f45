"""How results may be ordered, and the bands that prices fall into."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sort(TextChoices):
    """BEST is relevance where words were typed, the newest otherwise. NEAREST needs to know from where."""

    BEST = "best", _("Hợp nhất")
    NEWEST = "newest", _("Mới đăng")
    CHEAPEST = "cheapest", _("Giá thấp trước")
    DEAREST = "dearest", _("Giá cao trước")
    NEAREST = "nearest", _("Gần trước")


class PriceBand(TextChoices):
    """Dong a kilogram; the lower edge belongs to the band."""

    UNDER_20 = "0-20", _("Dưới 20.000 ₫/kg")
    FROM_20 = "20-50", _("20.000-50.000 ₫/kg")
    FROM_50 = "50-100", _("50.000-100.000 ₫/kg")
    FROM_100 = "100-200", _("100.000-200.000 ₫/kg")
    FROM_200 = "200-", _("Từ 200.000 ₫/kg")


PRICE_EDGES: tuple[tuple[int, PriceBand], ...] = (
    (20_000, PriceBand.UNDER_20),
    (50_000, PriceBand.FROM_20),
    (100_000, PriceBand.FROM_50),
    (200_000, PriceBand.FROM_100),
)
"""Below the edge (dong a kilogram) a price is in that band; from the last edge on in FROM_200."""


class Leads(TextChoices):
    """Where a suggestion leads: to a search for its text, or to a shelf."""

    WORDS = "words", _("tìm chữ này")
    COMMODITY = "commodity", _("mặt hàng")
    GROUP = "group", _("quầy")
    PROVINCE = "province", _("tỉnh")


class IndexState(TextChoices):
    """An index of Elasticsearch: being filled, searched, or kept in step for the way back."""

    FILLING = "filling", _("đang dựng")
    LIVE = "live", _("đang dùng")
    KEPT = "kept", _("để dành")

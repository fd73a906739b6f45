from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProvinceKind(TextChoices):
    PROVINCE = "province", _("Tỉnh")
    CITY = "city", _("Thành phố")


class CommuneKind(TextChoices):
    COMMUNE = "commune", _("Xã")
    WARD = "ward", _("Phường")
    SPECIAL_ZONE = "special_zone", _("Đặc khu")


class OldLevel(TextChoices):
    """The three levels of before 1 July 2025; only the commune and the province have successors."""

    PROVINCE = "province", _("Tỉnh cũ")
    DISTRICT = "district", _("Huyện cũ")
    COMMUNE = "commune", _("Xã cũ")

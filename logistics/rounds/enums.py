"""What a vehicle is, and how well we know where a yard lies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VehicleKind(TextChoices):
    MOTORBIKE = "motorbike", _("Xe máy")
    VAN = "van", _("Xe tải nhỏ")
    CHILLED_VAN = "chilled_van", _("Xe lạnh")


class SpotSource(TextChoices):
    """Who said where the yard is; the middle of the commune where nobody did."""

    HOUSEHOLD = "household", _("nhà vườn chỉ")
    COURIER = "courier", _("bưu tá ghi")

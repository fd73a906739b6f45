"""What a partner's token may do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    PICKUPS = "pickups", _("Xem và nhận chuyến lấy hàng")
    LABELS = "labels", _("In nhãn")
    EVENTS = "events", _("Báo sự kiện")
    COD = "cod", _("Nộp tiền thu hộ")

"""What a partner's token may do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LabelFormat(TextChoices):
    PDF = "pdf", "PDF"
    ZPL = "zpl", "ZPL"


class Scope(TextChoices):
    PICKUPS = "pickups", _("Xem và nhận chuyến lấy hàng")
    LABELS = "labels", _("In nhãn")
    EVENTS = "events", _("Báo sự kiện")
    COD = "cod", _("Nộp tiền thu hộ")
    CLAIMS = "claims", _("Xem và trả lời khiếu nại")
    CUSTOMS = "customs", _("Xem tờ khai hải quan")
    WEBHOOKS = "webhooks", _("Nhận tin báo qua webhook")

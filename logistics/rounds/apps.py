from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "logistics.rounds"
    label = "rounds"
    verbose_name = _("Chuyến xe lấy hàng")
    default_auto_field = "django.db.models.BigAutoField"

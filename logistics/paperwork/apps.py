from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaperworkConfig(AppConfig):
    name = "logistics.paperwork"
    label = "paperwork"
    verbose_name = _("Giấy tờ xuất khẩu")
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoodsConfig(AppConfig):
    name = "logistics.goods"
    label = "goods"
    verbose_name = _("Nông sản")
    default_auto_field = "django.db.models.BigAutoField"

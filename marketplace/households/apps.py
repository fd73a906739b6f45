from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "marketplace.households"
    label = "households"
    verbose_name = _("Hộ bán hàng")
    default_auto_field = "django.db.models.BigAutoField"

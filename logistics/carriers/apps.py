from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CarriersConfig(AppConfig):
    name = "logistics.carriers"
    label = "carriers"
    verbose_name = _("Bên gửi hàng")
    default_auto_field = "django.db.models.BigAutoField"

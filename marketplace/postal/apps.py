from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostalConfig(AppConfig):
    name = "marketplace.postal"
    label = "postal"
    verbose_name = _("Gói gửi bưu điện ra nước ngoài")
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnerApiConfig(AppConfig):
    name = "logistics.partner_api"
    label = "partner_api"
    verbose_name = _("Cổng đối tác")
    default_auto_field = "django.db.models.BigAutoField"

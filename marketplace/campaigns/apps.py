from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "marketplace.campaigns"
    label = "campaigns"
    verbose_name = _("Đợt bán ra nước ngoài")
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "logistics.webhooks"
    label = "webhooks"
    verbose_name = _("Webhook cho đối tác")
    default_auto_field = "django.db.models.BigAutoField"

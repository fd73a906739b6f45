from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdempotencyConfig(AppConfig):
    name = "kernel.idempotency"
    label = "idempotency"
    verbose_name = _("Lần gửi")
    default_auto_field = "django.db.models.BigAutoField"

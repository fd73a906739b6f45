from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "kernel.outbox"
    label = "outbox"
    verbose_name = _("Sự kiện")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kernel.outbox import autodiscover, checks  # noqa: F401 importing registers the check

        autodiscover()

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "kernel.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kernel.outbox import autodiscover, checks  # noqa: F401 importing registers the check

        autodiscover()

from django.apps import AppConfig


class PartnerApiConfig(AppConfig):
    name = "logistics.partner_api"
    label = "partner_api"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "logistics.documents"
    label = "documents"
    verbose_name = _("Chứng từ xuất khẩu")
    default_auto_field = "django.db.models.BigAutoField"

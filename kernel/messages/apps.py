from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "kernel.messages"
    label = "sent_messages"  # "messages" is django.contrib.messages
    verbose_name = _("Tin nhắn")
    default_auto_field = "django.db.models.BigAutoField"

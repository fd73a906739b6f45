from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "kernel.messages"
    label = "sent_messages"  # "messages" is django.contrib.messages
    default_auto_field = "django.db.models.BigAutoField"

from datetime import datetime

from django.conf import settings

from kernel.messages.backends import current
from kernel.messages.models import Message


def deliver(*, key: str, at: datetime) -> None:
    """Give a message to the backend, once: one that has been sent, or pruned meanwhile, is left alone."""
    message = Message.objects.filter(key=key, sent_at=None).first()
    if message is None:
        return
    current().send(to=message.to, text=f"{message.text} {message.link}".strip())
    message.sent_at = at
    if message.confidential and not settings.DEMO_INBOX:
        message.text = message.link = ""
    message.save(update_fields=["sent_at", "text", "link"])

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kernel.desk import ReadOnly
from kernel.messages.models import Message
from kernel.telephones import mask


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """That a message went out, and when; not what it said: it may hold a code or a secret link."""

    list_display = ("queued_at", "sent_at", "kind", "to_whom")
    list_filter = ("kind", ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("=to",)
    ordering = ("-id",)
    fields = ("key", "kind", "to_whom", "queued_at", "sent_at")
    readonly_fields = fields

    @admin.display(description=_("gửi tới"))
    def to_whom(self, message: Message) -> str:
        return mask(message.to)

from django.contrib import admin
from django.http import HttpRequest

from kernel.messages.models import Message
from kernel.telephones import mask


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """That a message went out, and when; not what it said: it may hold a code or a secret link."""

    list_display = ("queued_at", "sent_at", "kind", "to_whom")
    list_filter = ("kind", ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("=to",)
    ordering = ("-id",)
    fields = ("key", "kind", "to_whom", "queued_at", "sent_at")
    readonly_fields = fields
    show_full_result_count = False

    @admin.display(description="to")
    def to_whom(self, message: Message) -> str:
        return mask(message.to)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _message: Message | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _message: Message | None = None) -> bool:
        return False

"""Staff read postal orders; nothing is changed here."""

from typing import Any

from django.contrib import admin

from marketplace.postal.models import PostalOrder


@admin.register(PostalOrder)
class PostalOrderAdmin(admin.ModelAdmin[PostalOrder]):
    list_display = ("code", "title", "country", "state", "total_dong", "waybill", "placed_at")
    list_filter = ("state", "country")
    search_fields = ("code", "waybill")
    exclude = ("secret", "email_print")

    def has_add_permission(self, _request: Any) -> bool:
        return False

    def has_change_permission(self, _request: Any, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: Any, _obj: Any = None) -> bool:
        return False

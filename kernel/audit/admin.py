from django.contrib import admin
from django.http import HttpRequest

from kernel.audit.models import AuditRecord


@admin.register(AuditRecord)
class AuditRecordAdmin(admin.ModelAdmin[AuditRecord]):
    """Read only."""

    list_display = ("at", "actor", "action", "subject", "acting_for")
    list_filter = ("action",)
    search_fields = ("actor", "subject", "acting_for")
    ordering = ("-id",)
    show_full_result_count = False

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _record: AuditRecord | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _record: AuditRecord | None = None) -> bool:
        return False

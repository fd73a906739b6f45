from django.contrib import admin

from kernel.audit.models import AuditRecord
from kernel.desk import ReadOnly


@admin.register(AuditRecord)
class AuditRecordAdmin(ReadOnly):
    list_display = ("at", "actor", "action", "subject", "acting_for")
    list_filter = ("action",)
    search_fields = ("actor", "subject", "acting_for")
    ordering = ("-id",)

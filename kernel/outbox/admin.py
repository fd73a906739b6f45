from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.clock import now
from kernel.desk import ReadOnly
from kernel.outbox.models import Delivery, EventRecord
from kernel.outbox.operations import replay, skip


@admin.register(EventRecord)
class EventRecordAdmin(ReadOnly):
    list_display = ("announced_at", "name", "aggregate", "aggregate_key", "version")
    list_filter = ("name",)
    search_fields = ("aggregate_key",)
    ordering = ("-id",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """What waits to be handled, failures first. The two actions are written to the audit."""

    list_display = ("id", "handler", "aggregate", "aggregate_key", "attempts", "due_at", "dead_at", "error")
    list_filter = ("handler", ("dead_at", admin.EmptyFieldListFilter))
    search_fields = ("aggregate_key", "error")
    ordering = ("-attempts", "id")
    list_select_related = ("event",)
    actions = ("replay_rows", "skip_rows")

    @admin.action(description=gettext_lazy("Làm lại"), permissions=["view"])
    def replay_rows(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        for row in rows.order_by("id"):
            replay(delivery_id=row.pk, actor=_actor(request), at=now())
        messages.success(request, _("Sẽ làm lại."))

    @admin.action(description=gettext_lazy("Bỏ qua, không làm nữa"), permissions=["act"])
    def skip_rows(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        for row in rows.order_by("id"):
            skip(delivery_id=row.pk, actor=_actor(request), reason="admin", at=now())
        messages.success(request, _("Đã bỏ qua."))


def _actor(request: HttpRequest) -> str:
    return f"account:{getattr(request.user, 'key', '')}"

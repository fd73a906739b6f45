"""Staff look into the log of deliveries and send one again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.errors import Refusal
from logistics.webhooks import models
from logistics.webhooks.operations import replay_delivery


class ReadOnly:
    """No adding, no changing, no deleting by hand."""

    def has_add_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False


@admin.register(models.Endpoint)
class EndpointAdmin(ReadOnly, admin.ModelAdmin[models.Endpoint]):
    list_display = ("url", "carrier_code", "created_at", "failing_since", "disabled_at", "disabled_because")
    list_filter = ("carrier_code", "disabled_because")
    search_fields = ("url",)
    ordering = ("-id",)


class AttemptInline(ReadOnly, admin.TabularInline[models.Attempt, models.Delivery]):
    model = models.Attempt
    extra = 0


@admin.action(description=_("Gửi lại"), permissions=["replay"])
def replay(_admin: Any, request: HttpRequest, chosen: QuerySet[models.Delivery]) -> None:
    actor = f"account:{getattr(request.user, 'key', request.user.pk)}"
    for row in chosen.select_related("endpoint").order_by("id"):
        try:
            replay_delivery(carrier_code=row.endpoint.carrier_code, key=row.key, actor=actor, at=now())
        except Refusal as refusal:
            messages.error(request, f"{row.key}: {refusal.text}")


@admin.register(models.Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin[models.Delivery]):
    list_display = ("created_at", "endpoint", "kind", "state", "attempts", "next_at", "is_replay")
    list_filter = ("state", "endpoint__carrier_code", "message__event_type")
    list_select_related = ("endpoint", "message")
    search_fields = ("key", "message__key", "shipment_key")
    ordering = ("-id",)
    inlines = (AttemptInline,)
    actions = (replay,)

    @admin.display(description=_("loại tin"))
    def kind(self, row: models.Delivery) -> str:
        return row.message.event_type

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("webhooks.change_delivery")

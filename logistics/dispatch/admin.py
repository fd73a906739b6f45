"""The staff queue first; everything else is for reading: dispatch changes by operations only."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.clock import now
from kernel.errors import Refusal
from logistics.dispatch import models
from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.operations import (
    accept_collection,
    accept_delivery,
    accept_remittance_line,
    resolve_discrepancy,
)


class ReadOnly:
    """No adding, no changing, no deleting by hand."""

    def has_add_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False


def _staff(request: HttpRequest) -> str:
    return f"account:{getattr(request.user, 'key', request.user.pk)}"


@admin.action(description=_("Chấp nhận số tiền lệch"), permissions=["act"])
def accept_amount(_admin: Any, request: HttpRequest, chosen: QuerySet[models.Discrepancy]) -> None:
    """The carrier's amount counts, for a collection or for a line of a remittance."""
    for row in chosen.select_related("shipment").order_by("id"):
        try:
            if row.kind == DiscrepancyKind.CASH_VARIANCE and row.shipment:
                accept_collection(shipment_key=row.shipment.key, actor=_staff(request), at=now())
            else:
                accept_remittance_line(line_id=row.data.get("line", 0), actor=_staff(request), at=now())
        except Refusal as refusal:
            messages.error(request, f"{row.subject}: {refusal.text}")


@admin.action(description=_("Nhận là đã giao thật (sau khi báo bị từ chối)"), permissions=["act"])
def accept_late_delivery(_admin: Any, request: HttpRequest, chosen: QuerySet[models.Discrepancy]) -> None:
    """The order goes on as delivered: the sale is posted and the buyer is told."""
    kind = DiscrepancyKind.CONTRADICTING_END
    for row in chosen.filter(kind=kind, resolved_at=None).select_related("shipment").order_by("id"):
        try:
            key = row.shipment.key if row.shipment else ""
            accept_delivery(shipment_key=key, actor=_staff(request), at=now())
        except Refusal as refusal:
            messages.error(request, f"{row.subject}: {refusal.text}")


@admin.action(description=_("Đã xử lý xong"), permissions=["act"])
def resolve(_admin: Any, request: HttpRequest, chosen: QuerySet[models.Discrepancy]) -> None:
    for row in chosen.filter(resolved_at=None).order_by("id"):
        resolve_discrepancy(key=row.key, actor=_staff(request), at=now())


@admin.register(models.Discrepancy)
class DiscrepancyAdmin(ReadOnly, admin.ModelAdmin[models.Discrepancy]):
    list_display = ("kind", "carrier_code", "subject", "shipment", "opened_at", "resolved_at", "resolved_by")
    list_filter = ("kind", "carrier_code", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("shipment",)
    search_fields = ("subject", "shipment__reference")
    ordering = ("resolved_at", "opened_at")
    actions = (accept_amount, accept_late_delivery, resolve)

    def has_act_permission(self, request: HttpRequest) -> bool:
        """To settle what does not fit is more than to look at it."""
        return request.user.has_perm("dispatch.change_discrepancy")


class ParcelInline(ReadOnly, admin.TabularInline[models.Parcel, models.Shipment]):
    model = models.Parcel
    fields = ("position", "tracking_code", "handover_code", "gross_g", "state", "state_since", "reason")
    extra = 0


class GoodsInline(ReadOnly, admin.TabularInline[models.DeclaredGoods, models.Shipment]):
    model = models.DeclaredGoods
    extra = 0


@admin.register(models.Shipment)
class ShipmentAdmin(ReadOnly, admin.ModelAdmin[models.Shipment]):
    list_display = (
        "reference",
        "carrier_code",
        "state",
        "released",
        "sender_name",
        "cod_dong",
        "booked_at",
        "promised_on",
    )
    list_filter = ("carrier_code", "state", "released")
    search_fields = ("reference", "key", "parcels__tracking_code")
    ordering = ("-id",)
    inlines = (ParcelInline, GoodsInline)


@admin.register(models.Pickup)
class PickupAdmin(ReadOnly, admin.ModelAdmin[models.Pickup]):
    list_display = ("day", "carrier_code", "commune_code", "state", "taken_at", "taken_by")
    list_filter = ("carrier_code", "state", "day")
    ordering = ("-day", "id")


class LineInline(ReadOnly, admin.TabularInline[models.CodRemittanceLine, models.CodRemittance]):
    model = models.CodRemittanceLine
    extra = 0


@admin.register(models.CodRemittance)
class CodRemittanceAdmin(ReadOnly, admin.ModelAdmin[models.CodRemittance]):
    list_display = ("reference", "carrier_code", "amount_dong", "fee_dong", "received_at")
    list_filter = ("carrier_code",)
    ordering = ("-id",)
    inlines = (LineInline,)


@admin.register(models.CodCollection)
class CodCollectionAdmin(ReadOnly, admin.ModelAdmin[models.CodCollection]):
    list_display = ("shipment", "carrier_code", "due_dong", "collected_dong", "state", "collected_at")
    list_filter = ("carrier_code", "state")
    list_select_related = ("shipment",)
    ordering = ("-id",)

"""Commodities and units are corrected here; codes change their status by operations, which write the
history.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.clock import local_day, now
from kernel.states import ForbiddenMove
from kernel.text import fold, sort_key
from logistics.goods.enums import CodeStatus
from logistics.goods.models import (
    CodeStatusChange,
    Commodity,
    GrowingArea,
    LotRecord,
    MarketApproval,
    PackingHouse,
    Treatment,
    UnitFactor,
)
from logistics.goods.operations import change_code_status, note_entry


class UnitFactorInline(admin.TabularInline[UnitFactor, Commodity]):
    model = UnitFactor
    extra = 0


@admin.register(Commodity)
class CommodityAdmin(admin.ModelAdmin[Commodity]):
    list_display = (
        "name_vi",
        "group",
        "shelf_life_days",
        "needs_chill",
        "price_low",
        "price_high",
        "unverified",
    )
    list_filter = ("group", "needs_chill", "dry")
    search_fields = ("code", "name_vi", "name_en", "folded")
    readonly_fields = ("folded", "sort_key")
    inlines = (UnitFactorInline,)

    def save_model(self, request: HttpRequest, obj: Commodity, form: Any, change: bool) -> None:
        obj.folded, obj.sort_key = fold(obj.name_vi), sort_key(obj.name_vi)
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Commodity | None = None) -> tuple[str, ...]:
        """Listings refer to the code, so it stays once it is given."""
        return ("code", "folded", "sort_key") if obj else ("folded", "sort_key")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(UnitFactor)
class UnitFactorAdmin(admin.ModelAdmin[UnitFactor]):
    list_display = ("label", "commodity", "province_code", "unit", "base", "factor", "verified", "source")
    list_filter = ("unit", "base", "verified")
    list_select_related = ("commodity",)
    search_fields = ("label", "commodity__name_vi")


class StatusChangeInline(admin.TabularInline[CodeStatusChange, Any]):
    model = CodeStatusChange
    extra = 0
    can_delete = False
    readonly_fields = ("status", "effective_on", "reason", "actor", "recorded_at")
    fields = readonly_fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MarketInline(admin.TabularInline[MarketApproval, Any]):
    """Approvals are read here and written by operations, which note who did it."""

    model = MarketApproval
    extra = 0
    can_delete = False
    readonly_fields = ("destination", "approved_on", "withdrawn_on", "actor", "recorded_at")
    fields = readonly_fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ExportCodeAdmin(admin.ModelAdmin[Any]):
    """The status moves by actions only; each writes the history and the audit trail."""

    list_filter = ("status",)
    search_fields = ("code", "name")
    readonly_fields = ("status",)
    inlines = (StatusChangeInline, MarketInline)
    actions = ("approve", "suspend", "revoke")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.code = obj.code.strip().upper()
        super().save_model(request, obj, form, change)
        if not change:
            note_entry(area_or_house=obj, actor=_actor(request), at=now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Cho dùng lại"), permissions=["change"])
    def approve(self, request: HttpRequest, codes: QuerySet[Any]) -> None:
        self._move(request, codes, CodeStatus.APPROVED)

    @admin.action(description=_("Tạm dừng"), permissions=["change"])
    def suspend(self, request: HttpRequest, codes: QuerySet[Any]) -> None:
        self._move(request, codes, CodeStatus.SUSPENDED)

    @admin.action(description=_("Thu hồi"), permissions=["change"])
    def revoke(self, request: HttpRequest, codes: QuerySet[Any]) -> None:
        self._move(request, codes, CodeStatus.REVOKED)

    def _move(self, request: HttpRequest, codes: QuerySet[Any], status: CodeStatus) -> None:
        for found in codes.order_by("pk"):
            try:
                change_code_status(
                    area_or_house=found,
                    status=status,
                    effective_on=local_day(now()),
                    reason="",
                    actor=_actor(request),
                    at=now(),
                )
            except ForbiddenMove as refusal:
                self.message_user(request, f"{found.code}: {refusal.text}", messages.ERROR)


def _actor(request: HttpRequest) -> str:
    return f"account:{getattr(request.user, 'key', request.user.pk)}"


@admin.register(GrowingArea)
class GrowingAreaAdmin(ExportCodeAdmin):
    list_display = ("code", "name", "commodity", "commune_code", "status", "approved_on")
    list_select_related = ("commodity",)


@admin.register(PackingHouse)
class PackingHouseAdmin(ExportCodeAdmin):
    list_display = ("code", "name", "commune_code", "status", "approved_on")


class TreatmentInline(admin.TabularInline[Treatment, LotRecord]):
    model = Treatment
    extra = 0


@admin.register(LotRecord)
class LotRecordAdmin(admin.ModelAdmin[LotRecord]):
    list_display = ("reference", "commodity", "harvested_on", "growing_area", "packing_house")
    list_select_related = ("commodity", "growing_area", "packing_house")
    search_fields = ("reference",)
    readonly_fields = (
        "reference",
        "commodity",
        "harvested_on",
        "growing_area",
        "packing_house",
        "recorded_at",
    )
    inlines = (TreatmentInline,)

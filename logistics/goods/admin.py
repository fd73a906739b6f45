"""Commodities and units are corrected here; codes change their status by operations, which write the
history.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from logistics.goods.models import (
    CodeStatusChange,
    Commodity,
    GrowingArea,
    LotRecord,
    PackingHouse,
    Treatment,
    UnitFactor,
)


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
    exclude = ("growing_area", "packing_house")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(GrowingArea)
class GrowingAreaAdmin(admin.ModelAdmin[GrowingArea]):
    list_display = ("code", "name", "commodity", "commune_code", "status", "approved_on")
    list_filter = ("status",)
    list_select_related = ("commodity",)
    search_fields = ("code", "name")
    readonly_fields = ("status",)
    inlines = (StatusChangeInline,)


@admin.register(PackingHouse)
class PackingHouseAdmin(admin.ModelAdmin[PackingHouse]):
    list_display = ("code", "name", "commune_code", "status", "approved_on")
    list_filter = ("status",)
    search_fields = ("code", "name")
    readonly_fields = ("status",)
    inlines = (StatusChangeInline,)


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

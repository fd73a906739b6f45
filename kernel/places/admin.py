"""The map to look at. It comes from dated files (load_places), so nothing is edited here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kernel.places.models import Commune, OldUnit, Province


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Province)
class ProvinceAdmin(ReadOnlyAdmin):
    list_display = ("code", "full_name", "admin_version", "retired_in")
    search_fields = ("code", "name", "folded")


@admin.register(Commune)
class CommuneAdmin(ReadOnlyAdmin):
    list_display = ("code", "full_name", "province", "kind", "admin_version", "retired_in")
    list_filter = ("kind", "province")
    list_select_related = ("province",)
    search_fields = ("code", "name", "folded", "province__folded")


@admin.register(OldUnit)
class OldUnitAdmin(ReadOnlyAdmin):
    list_display = ("code", "level", "full_name", "commune_codes")
    list_filter = ("level",)
    search_fields = ("code", "full_name", "folded")

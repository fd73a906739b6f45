"""The map to look at. It comes from dated files (load_places), so nothing is edited here."""

from django.contrib import admin

from kernel.desk import ReadOnly
from kernel.places.models import Commune, OldUnit, Province


@admin.register(Province)
class ProvinceAdmin(ReadOnly):
    list_display = ("code", "full_name", "admin_version", "retired_in")
    search_fields = ("code", "name", "folded")


@admin.register(Commune)
class CommuneAdmin(ReadOnly):
    list_display = ("code", "full_name", "province", "kind", "admin_version", "retired_in")
    list_filter = ("kind", "province")
    list_select_related = ("province",)
    search_fields = ("code", "name", "folded", "province__folded")


@admin.register(OldUnit)
class OldUnitAdmin(ReadOnly):
    list_display = ("code", "level", "full_name", "commune_codes")
    list_filter = ("level",)
    search_fields = ("code", "full_name", "folded")

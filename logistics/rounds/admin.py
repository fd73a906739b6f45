"""Bases, vehicles and plans to look at; vehicles to mend."""

from django.contrib import admin

from logistics.rounds import models


class VehicleInline(admin.TabularInline[models.Vehicle, models.Base]):
    model = models.Vehicle
    extra = 0


@admin.register(models.Base)
class BaseAdmin(admin.ModelAdmin[models.Base]):
    list_display = ("office_code", "carrier_code", "commune_code", "latitude", "longitude")
    list_filter = ("carrier_code",)
    search_fields = ("office_code",)
    ordering = ("office_code",)
    inlines = (VehicleInline,)


@admin.register(models.Plan)
class PlanAdmin(admin.ModelAdmin[models.Plan]):
    list_display = ("day", "base", "version", "made_at", "made_in_ms", "distance_m", "wanted_at")
    list_select_related = ("base",)
    list_filter = ("day",)
    ordering = ("-day", "base")
    readonly_fields = [field.name for field in models.Plan._meta.fields]

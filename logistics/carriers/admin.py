"""Staff change tariffs here: end the old row (valid_to) and add one from the next day. Processes read the
card again within 30 seconds.
"""

from django.contrib import admin

from logistics.carriers.models import Carrier, PostOffice, Service, Tariff, WeightStep, ZoneProvince


@admin.register(Carrier)
class CarrierAdmin(admin.ModelAdmin[Carrier]):
    list_display = ("name", "code", "is_demo", "active", "tariff_note")
    list_filter = ("is_demo", "active")


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin[Service]):
    list_display = (
        "code",
        "name",
        "temperature",
        "hand_over",
        "max_weight_g",
        "cut_off_hour",
        "cod",
        "active",
    )
    list_filter = ("carrier", "temperature", "hand_over", "cod", "active")
    list_select_related = ("carrier",)
    search_fields = ("code", "name")


class WeightStepInline(admin.TabularInline[WeightStep, Tariff]):
    model = WeightStep
    extra = 1


@admin.register(Tariff)
class TariffAdmin(admin.ModelAdmin[Tariff]):
    list_display = ("service", "zone", "valid_from", "valid_to", "promised_hours")
    list_filter = ("zone", "service__carrier")
    list_select_related = ("service",)
    search_fields = ("service__code",)
    inlines = (WeightStepInline,)


@admin.register(ZoneProvince)
class ZoneProvinceAdmin(admin.ModelAdmin[ZoneProvince]):
    list_display = ("province_code", "region", "highland")
    list_filter = ("region", "highland")


@admin.register(PostOffice)
class PostOfficeAdmin(admin.ModelAdmin[PostOffice]):
    list_display = ("code", "name", "carrier", "commune_code", "address")
    list_filter = ("carrier",)
    list_select_related = ("carrier",)
    search_fields = ("code", "name", "commune_code")

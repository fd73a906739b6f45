"""Staff change tariffs here: end the old row (valid_to) and add one from the next day. Processes read the
card again within 30 seconds. Closed zones are opened and closed here, and doubtful bookings ordered again.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.clock import now
from kernel.desk import ReadOnly
from kernel.errors import Refusal
from kernel.places.queries import commune, province
from kernel.places.refusals import UnknownPlace
from logistics.carriers.accounts import secrets_of
from logistics.carriers.models import (
    Carrier,
    CarrierAccount,
    CarrierBooking,
    CarrierMessage,
    ClosedZone,
    FlatPostage,
    PlaceId,
    PostOffice,
    Service,
    Tariff,
    TransitTime,
    WeightStep,
    ZoneProvince,
)
from logistics.carriers.operations import book_again, set_account
from logistics.carriers.operations.accounts import check_account


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


def _staff(request: HttpRequest) -> str:
    return f"account:{getattr(request.user, 'key', request.user.pk)}"


class ClosedZoneForm(forms.ModelForm[ClosedZone]):
    def clean(self) -> dict[str, Any]:
        """A code of no place would close nothing, in silence."""
        found = super().clean() or self.cleaned_data
        try:
            if found.get("commune_code"):
                commune(found["commune_code"])
            if found.get("province_code"):
                province(found["province_code"])
        except UnknownPlace as unknown:
            raise forms.ValidationError(unknown.text) from unknown
        return found


@admin.register(ClosedZone)
class ClosedZoneAdmin(admin.ModelAdmin[ClosedZone]):
    form = ClosedZoneForm
    list_display = ("place", "carrier", "direction", "kind", "extra_hours", "reason", "from_on", "to_on")
    list_filter = ("kind", "carrier", "direction")
    list_select_related = ("carrier",)
    search_fields = ("province_code", "commune_code", "reason")
    date_hierarchy = "from_on"

    @admin.display(description=gettext_lazy("nơi"))
    def place(self, row: ClosedZone) -> str:
        try:
            return (
                commune(row.commune_code).label if row.commune_code else province(row.province_code).full_name
            )
        except UnknownPlace:
            return row.commune_code or row.province_code


@admin.register(FlatPostage)
class FlatPostageAdmin(admin.ModelAdmin[FlatPostage]):
    list_display = ("sender_reference", "zone", "up_to_g", "dong", "valid_from", "valid_to")
    list_filter = ("zone",)
    search_fields = ("sender_reference",)


@admin.register(TransitTime)
class TransitTimeAdmin(ReadOnly):
    list_display = ("service", "zone", "p95_hours", "samples", "measured_at")
    list_filter = ("zone", "service__carrier")
    list_select_related = ("service",)


@admin.register(PlaceId)
class PlaceIdAdmin(admin.ModelAdmin[PlaceId]):
    list_display = ("commune_code", "carrier", "province", "district", "ward", "source")
    list_filter = ("carrier",)
    list_select_related = ("carrier",)
    search_fields = ("commune_code", "ward")


class AccountForm(forms.ModelForm[CarrierAccount]):
    """Secrets go in and never come out: what is left empty stays as it was."""

    new_secrets = forms.JSONField(required=False, widget=forms.Textarea(attrs={"rows": 4}))

    class Meta:
        model = CarrierAccount
        fields = (
            "carrier", "environment", "base_url", "new_secrets", "hook_networks", "vintage",
            "repeats_safely", "live_rates", "active",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        given = found.get("new_secrets") or {}
        if not isinstance(given, dict):
            raise forms.ValidationError(_("Mã bí mật là một đối tượng JSON."))
        known = secrets_of(self.instance) | {str(name): str(value) for name, value in given.items() if value}
        if self.errors or "carrier" not in found:
            return found
        try:
            check_account(
                found["carrier"].code, found["environment"], found["base_url"], known, found["hook_networks"]
            )
        except Refusal as refusal:
            raise forms.ValidationError(refusal.text) from refusal
        return found | {"new_secrets": known}


@admin.register(CarrierAccount)
class CarrierAccountAdmin(admin.ModelAdmin[CarrierAccount]):
    form = AccountForm
    list_display = ("carrier", "environment", "base_url", "vintage", "repeats_safely", "live_rates", "active")
    list_filter = ("environment", "active")
    list_select_related = ("carrier",)

    def get_readonly_fields(self, request: HttpRequest, obj: CarrierAccount | None = None) -> tuple[str, ...]:
        return ("carrier", "environment") if obj else ()

    def save_model(self, request: HttpRequest, obj: CarrierAccount, form: Any, change: bool) -> None:
        """By the operation, which audits it."""
        saved = set_account(
            carrier_code=obj.carrier.code,
            environment=obj.environment,
            base_url=obj.base_url,
            secrets=form.cleaned_data["new_secrets"],
            networks=obj.hook_networks,
            actor=_staff(request),
            at=now(),
            vintage=obj.vintage,
            repeats_safely=obj.repeats_safely,
            live_rates=obj.live_rates,
            active=obj.active,
        )
        obj.pk = saved.pk


@admin.register(CarrierBooking)
class CarrierBookingAdmin(ReadOnly):
    list_display = (
        "reference", "carrier_code", "state", "waybill", "last_step", "provisional", "due_at", "attempts",
        "error", "wanted_at",
    )  # fmt: skip
    list_filter = ("carrier_code", "state", "last_step")
    search_fields = ("reference", "waybill")
    exclude = ("order",)
    ordering = ("-id",)
    actions = ("order_again",)

    @admin.action(description=gettext_lazy("Đặt lại với hãng (hãng xác nhận chưa có)"), permissions=["act"])
    def order_again(self, request: HttpRequest, rows: QuerySet[CarrierBooking]) -> None:
        for row in rows.order_by("id"):
            try:
                book_again(reference=row.reference, actor=_staff(request), at=now())
            except Refusal as refusal:
                messages.error(request, f"{row.reference}: {refusal.text}")


@admin.register(CarrierMessage)
class CarrierMessageAdmin(ReadOnly):
    list_display = ("received_at", "carrier_code", "environment", "polled", "processed_at", "outcome")
    list_filter = ("carrier_code", "environment", "polled")
    search_fields = ("key",)
    ordering = ("-id",)

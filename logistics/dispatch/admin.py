"""The staff queue first; everything else is for reading: dispatch changes by operations only."""

from collections import Counter
from datetime import datetime
from typing import Any, Final, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.audit.operations import record
from kernel.clock import now
from kernel.errors import Refusal
from logistics.carriers.queries import carriers
from logistics.dispatch import claims_desk, models  # noqa: F401 - it registers its desk
from logistics.dispatch.enums import DiscrepancyKind, LineState
from logistics.dispatch.operations import (
    accept_collection,
    accept_delivery,
    accept_remittance_line,
    record_remittance,
    resolve_discrepancy,
)
from logistics.dispatch.queries import live_doubts
from logistics.dispatch.remittance_file import MOST_BYTES, read_remittance_file
from logistics.dispatch.values import RemittanceResult

DAY: Final = forms.DateInput(attrs={"type": "date"})


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
    list_display = (
        "kind",
        "what",
        "carrier_code",
        "subject",
        "shipment",
        "age",
        "resolved_at",
        "resolved_by",
    )
    list_filter = ("kind", "carrier_code", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("shipment",)
    search_fields = ("subject", "shipment__reference")
    ordering = ("resolved_at", "opened_at")
    actions = (accept_amount, accept_late_delivery, resolve)

    def get_queryset(self, _request: HttpRequest) -> QuerySet[models.Discrepancy]:
        return live_doubts()

    @admin.display(description=_("cụ thể"))
    def what(self, row: models.Discrepancy) -> str:
        """Of a remittance's line: in which way it is wrong."""
        state = row.data.get("state", "")
        return str(LineState(state).label) if state in LineState.values else ""

    @admin.display(description=_("chờ"), ordering="opened_at")
    def age(self, row: models.Discrepancy) -> str:
        return timesince(row.opened_at, row.resolved_at or now())

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
        "claim",
    )
    list_filter = ("carrier_code", "state", "released")
    search_fields = ("reference", "key", "parcels__tracking_code")
    ordering = ("-id",)
    inlines = (ParcelInline, GoodsInline)

    @admin.display(description=_("khiếu nại"))
    def claim(self, row: models.Shipment) -> str:
        url = reverse("admin:dispatch_carrierclaim_file", args=[row.key])
        return format_html('<a href="{}">{}</a>', url, _("Gửi khiếu nại"))


@admin.register(models.Pickup)
class PickupAdmin(ReadOnly, admin.ModelAdmin[models.Pickup]):
    list_display = ("day", "carrier_code", "commune_code", "state", "taken_at", "taken_by")
    list_filter = ("carrier_code", "state", "day")
    ordering = ("-day", "id")


class LineInline(ReadOnly, admin.TabularInline[models.CodRemittanceLine, models.CodRemittance]):
    model = models.CodRemittanceLine
    extra = 0


class FileForm(forms.Form):
    """A carrier's list as it came by mail."""

    carrier_code = forms.ChoiceField(label=gettext_lazy("Hãng"))
    reference = forms.RegexField(r"^[A-Za-z0-9._-]{1,64}$", label=gettext_lazy("Số bảng kê"))
    covers_from = forms.DateField(label=gettext_lazy("Đủ tiền thu từ ngày"), required=False, widget=DAY)
    covers_to = forms.DateField(label=gettext_lazy("đến hết ngày"), required=False, widget=DAY)
    total = forms.IntegerField(label=gettext_lazy("Tổng tiền ghi trên bảng kê"), required=False, min_value=0)
    file = forms.FileField(label=gettext_lazy("Tệp CSV, XLSX hoặc JSON, tối đa 5 MB"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.name) for one in carriers()]
        cast("forms.ChoiceField", self.fields["carrier_code"]).choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("covers_from"), given.get("covers_to")
        if bool(first) != bool(last) or (first and last and last < first):
            self.add_error("covers_to", _("Ghi cả hai ngày, ngày sau không trước ngày đầu."))
        return given

    def take(self, *, at: datetime) -> RemittanceResult:
        """Read the file and match it."""
        given, file = self.cleaned_data, self.cleaned_data["file"]
        days = (given["covers_from"], given["covers_to"]) if given["covers_from"] else None
        content = file.read(MOST_BYTES + 1)
        return record_remittance(
            carrier_code=given["carrier_code"],
            reference=given["reference"],
            lines=read_remittance_file(content=content, name=file.name),
            total_dong=given["total"],
            covers=days,
            at=at,
        )


@admin.register(models.CodRemittance)
class CodRemittanceAdmin(ReadOnly, admin.ModelAdmin[models.CodRemittance]):
    list_display = ("reference", "carrier_code", "amount_dong", "fee_dong", "received_at")
    list_filter = ("carrier_code",)
    ordering = ("-id",)
    inlines = (LineInline,)
    change_list_template = "admin/dispatch/remittances.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("file/", view, name="dispatch_remittance_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest) -> HttpResponse:
        """Match a carrier's file; what does not match is in the staff queue afterwards."""
        if not request.user.has_perm("dispatch.change_discrepancy"):
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            try:
                result = form.take(at=now())
            except Refusal as refusal:
                form.add_error(None, str(refusal.text))
            else:
                messages.success(request, _told(result))
                row = models.CodRemittance.objects.get(key=result.key)
                return redirect("admin:dispatch_codremittance_change", row.pk)
        page = {
            **self.admin_site.each_context(request),
            "title": _("Nhận bảng kê của hãng"),
            "opts": self.model._meta,
            "form": form,
        }
        return TemplateResponse(request, "admin/dispatch/remittance_file.html", page)


@admin.register(models.CodCollection)
class CodCollectionAdmin(ReadOnly, admin.ModelAdmin[models.CodCollection]):
    list_display = (
        "shipment",
        "carrier_code",
        "due_dong",
        "collected_dong",
        "how_far",
        "collected_at",
        "reported_at",
        "listed_at",
        "remitted_at",
    )
    list_filter = ("carrier_code", "state")
    list_select_related = ("shipment",)
    ordering = ("-id",)

    @admin.display(description=_("tới đâu"))
    def how_far(self, row: models.CodCollection) -> str:
        return str(row.stage.label)


@admin.register(models.CashTerms)
class CashTermsAdmin(admin.ModelAdmin[models.CashTerms]):
    """What was agreed holds from a day on: another agreement is another row."""

    list_display = ("carrier_code", "valid_from", "fee_ppm", "fee_min_dong", "remits_within_days")
    list_filter = ("carrier_code",)
    ordering = ("carrier_code", "-valid_from")

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: models.CashTerms, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(
            actor=_staff(request), action="cash_terms.set", subject=f"carrier:{obj.carrier_code}", at=now()
        )


def _told(result: RemittanceResult) -> str:
    wrong = Counter(LineState(line.state) for line in result.lines)
    parts = [f"{state.label}: {count}" for state, count in wrong.most_common()]
    return _("Đã đối chiếu %(count)s dòng. %(parts)s.") % {
        "count": len(result.lines),
        "parts": ", ".join(parts),
    }

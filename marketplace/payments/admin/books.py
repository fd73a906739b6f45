"""Rates, and the books to look into: transactions, accounts, settlements, one dong followed."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kernel.audit.operations import record
from kernel.clock import now
from kernel.desk import ReadOnly, ReadOnlyRows
from kernel.money import format_money
from marketplace.payments.admin.base import actor_of
from marketplace.payments.admin.carriers import carriers_page
from marketplace.payments.models import (
    CommissionRate,
    LedgerAccount,
    LedgerEntry,
    LedgerTransaction,
    Settlement,
    TaxRate,
)
from marketplace.payments.tracing import trace


class NeverDeleted(admin.ModelAdmin[Any]):
    """A rate that was in force stays; a new one is a new row."""

    def has_delete_permission(self, _request: HttpRequest, _row: object = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _row: object = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        subject = f"{obj._meta.model_name}:{obj.pk}"
        record(actor=actor_of(request), action="rate.set", subject=subject, data={"rate": str(obj)}, at=now())


@admin.register(CommissionRate)
class CommissionRateAdmin(NeverDeleted):
    list_display = ("valid_from", "rate_ppm", "note")


@admin.register(TaxRate)
class TaxRateAdmin(NeverDeleted):
    list_display = ("valid_from", "self_produced", "vat_ppm", "pit_ppm", "assumption", "source")


class EntryRows(ReadOnlyRows):
    model = LedgerEntry
    fields = ("account", "money", "posted_on")
    readonly_fields = ("money",)

    @admin.display(description=_("số tiền"))
    def money(self, row: LedgerEntry) -> str:
        return format_money(row.amount, row.account.currency)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        return super().get_queryset(request).select_related("account")


@admin.register(LedgerTransaction)
class LedgerTransactionAdmin(ReadOnly):
    list_display = ("posted_at", "kind", "reference", "follow")
    list_filter = ("kind",)
    search_fields = ("reference", "subject")
    date_hierarchy = "posted_at"
    ordering = ("-posted_at", "-id")
    inlines = (EntryRows,)

    @admin.display(description=_("lần theo"))
    def follow(self, row: LedgerTransaction) -> str:
        link = reverse("admin:payments_trace", args=[row.subject or row.reference])
        return format_html('<a href="{}">{}</a>', link, row.subject)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.trace_view)
        return [path("trace/<path:subject>/", view, name="payments_trace"), *super().get_urls()]

    def trace_view(self, request: HttpRequest, subject: str) -> HttpResponse:
        """One dong from the buyer to the household."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = {
            **self.admin_site.each_context(request),
            "title": subject,
            "opts": self.model._meta,
            "steps": trace(subject),
        }
        return TemplateResponse(request, "admin/payments/trace.html", page)


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnly):
    list_display = ("kind", "owner", "currency")
    list_filter = ("kind",)
    search_fields = ("owner",)
    change_list_template = "admin/payments/accounts.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.carriers_view)
        return [path("carriers/", view, name="payments_carriers"), *super().get_urls()]

    def carriers_view(self, request: HttpRequest) -> HttpResponse:
        """What carriers owe us at the end of any day."""
        frame = {**self.admin_site.each_context(request), "opts": self.model._meta}
        return carriers_page(request, frame)


@admin.register(Settlement)
class SettlementAdmin(ReadOnly):
    list_display = (
        "settled_at",
        "reference",
        "road",
        "paid_by",
        "goods_dong",
        "postage_dong",
        "carrier_code",
    )
    list_filter = ("road", "paid_by", "carrier_code")
    search_fields = ("reference", "household_key")

"""Buyers who are owed money, and the three kinds of lines of the bank's statement that staff enter. Every
entry is shown once more before it is written; the number on the statement makes a second one change nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.desk import ReadOnly
from kernel.errors import Refusal
from kernel.money import format_dong, format_money, parse_dong
from logistics.carriers.queries import carriers
from marketplace.payments import operations
from marketplace.payments.admin.base import actor_of
from marketplace.payments.models import Owed


class DongField(forms.CharField):
    """What people type ("1,2 triệu") as dong."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse_dong(text)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.text) from refusal


class Entry(forms.Form):
    """One line of the statement. `enter` answers whether it is new."""

    title: ClassVar[Any]

    def enter(self, *, actor: str, at: datetime) -> bool:
        raise NotImplementedError

    def shown(self) -> list[tuple[str, str]]:
        """What was understood, for the page that asks once more."""
        return [
            (str(self[name].label), self._words(name, value)) for name, value in self.cleaned_data.items()
        ]

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, DongField):
            return format_dong(value)
        if isinstance(field, forms.ChoiceField):
            return str(dict(cast("Iterable[tuple[str, Any]]", field.choices))[value])
        return str(value)


class BankRefund(Entry):
    title = _("Đã chuyển khoản trả người mua")
    amount = DongField(label=_("Số tiền"))
    transfer = forms.CharField(label=_("Mã giao dịch trên sao kê"), max_length=64)
    reference = ""

    def enter(self, *, actor: str, at: datetime) -> bool:
        return operations.record_bank_refund(
            actor=actor,
            reference=self.reference,
            transfer=self.cleaned_data["transfer"],
            amount_dong=self.cleaned_data["amount"],
            at=at,
        )


class CarrierPayment(Entry):
    title = _("Trả cước cho bưu điện, hoặc bưu điện bồi thường")
    carrier = forms.ChoiceField(label=_("Bưu điện"))
    direction = forms.ChoiceField(
        label=_("Tiền đi đâu"),
        choices=[("out", _("Sàn trả cho bưu điện")), ("in", _("Bưu điện trả cho sàn"))],
    )
    amount = DongField(label=_("Số tiền"))
    invoice = forms.CharField(label=_("Số hóa đơn"), max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["carrier"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(found.code, found.name) for found in carriers()]

    def enter(self, *, actor: str, at: datetime) -> bool:
        given = self.cleaned_data
        return operations.record_carrier_payment(
            actor=actor,
            carrier_code=given["carrier"],
            invoice=given["invoice"],
            amount_dong=given["amount"] if given["direction"] == "out" else -given["amount"],
            at=at,
        )


class CardPayout(Entry):
    title = _("Stripe đã chuyển tiền về")
    arrived = DongField(label=_("Tiền về ngân hàng"))
    fee = DongField(label=_("Phí Stripe giữ lại"))
    reference = forms.CharField(label=_("Mã chuyển tiền (po_…)"), max_length=64)

    def enter(self, *, actor: str, at: datetime) -> bool:
        return operations.record_card_payout(
            actor=actor,
            provider_reference=self.cleaned_data["reference"],
            arrived_dong=self.cleaned_data["arrived"],
            fee_dong=self.cleaned_data["fee"],
            at=at,
        )


@admin.register(Owed)
class OwedAdmin(ReadOnly):
    """The worklist, the longest waiting first."""

    list_display = ("reference", "owed", "refusal", "since", "age", "follow", "paid")
    list_display_links = None
    list_filter = (("refusal", admin.EmptyFieldListFilter),)
    search_fields = ("reference",)
    ordering = ("since", "reference")
    change_list_template = "admin/payments/owed.html"

    @admin.display(description=_("còn nợ người mua"), ordering="amount")
    def owed(self, row: Owed) -> str:
        return format_money(row.amount, row.currency)

    @admin.display(description=_("đã chờ"), ordering="since")
    def age(self, row: Owed) -> str:
        return timesince(row.since, now())

    @admin.display(description=_("lần theo"))
    def follow(self, row: Owed) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:payments_trace", args=[row.reference]), _("Sổ")
        )

    @admin.display(description=_("việc"))
    def paid(self, row: Owed) -> str:
        link = reverse("admin:payments_bank_refund", args=[row.reference])
        return format_html('<a href="{}">{}</a>', link, BankRefund.title)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("refund/<path:reference>/", wrap(self.refund_view), name="payments_bank_refund"),
            path("carrier/", wrap(self.carrier_view), name="payments_carrier_payment"),
            path("card/", wrap(self.card_view), name="payments_card_payout"),
            *super().get_urls(),
        ]

    def refund_view(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Also after it was paid: the same transfer entered again says so."""
        form = BankRefund(request.POST or None)
        form.reference = reference
        if request.method == "GET":
            row = get_object_or_404(Owed, reference=reference)
            form.fields["amount"].initial = str(row.amount)
        return self._ask(request, form, about=reference)

    def carrier_view(self, request: HttpRequest) -> HttpResponse:
        return self._ask(request, CarrierPayment(request.POST or None))

    def card_view(self, request: HttpRequest) -> HttpResponse:
        return self._ask(request, CardPayout(request.POST or None))

    def _ask(self, request: HttpRequest, form: Entry, *, about: str = "") -> HttpResponse:
        """The form, then what was understood, then the entry."""
        if not self.has_act_permission(request):
            raise PermissionDenied
        is_understood = form.is_valid()
        if is_understood and "confirmed" in request.POST and self._enter(request, form):
            return redirect("admin:payments_owed_changelist")
        page = {
            **self.admin_site.each_context(request),
            "title": form.title,
            "subtitle": about,
            "about": about,
            "opts": self.model._meta,
            "form": form,
            "understood": form.shown() if is_understood and form.is_valid() else None,
        }
        return TemplateResponse(request, "admin/payments/entry.html", page)

    def _enter(self, request: HttpRequest, form: Entry) -> bool:
        try:
            is_new = form.enter(actor=actor_of(request), at=now())
        except Refusal as refusal:
            form.add_error(None, refusal.text)
            return False
        messages.success(request, _("Đã ghi sổ.") if is_new else _("Khoản này đã ghi sổ từ trước."))
        return True

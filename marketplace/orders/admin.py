"""The desk of staff: orders with everything that happened to them; cancel, give money back, book again.

All writing goes through the operations.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.desk import ReadOnly, ReadOnlyRows, do_each
from kernel.errors import Refusal
from kernel.ids import new_key
from kernel.money import parse_dong
from kernel.telephones import local
from logistics.carriers.queries import services
from marketplace.households.admin import staff_person
from marketplace.orders import operations
from marketplace.orders.models import Checkout, Order, OrderBox, OrderHistory, OrderLine
from marketplace.orders.queries import orders_left_lying
from marketplace.orders.words import money_words, quantity_words
from marketplace.payments.enums import Bearer


class OrderActions(ActionForm):
    """What the actions need. `request_key` is made with the page: a doubled click is one refund."""

    reason = forms.CharField(label=_("Lý do"), required=False, max_length=200)
    amount = forms.CharField(label=_("Số tiền trả lại"), required=False, max_length=20)
    borne_by = forms.ChoiceField(label=_("Ai chịu"), choices=Bearer.choices, required=False)
    service_code = forms.ChoiceField(label=_("Gửi bằng"), required=False)
    request_key = forms.CharField(label="", widget=forms.HiddenInput, initial=new_key, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["service_code"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "—"), *((service.code, service.name) for service in services())]


class Waiting(admin.SimpleListFilter):
    """The worklist: what does not go on without staff."""

    title = _("việc cần làm")
    parameter_name = "waiting"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [
            ("booking", str(_("Bưu điện từ chối"))),
            ("silent", str(_("Đã nhờ hợp tác xã gọi"))),
            ("lying", str(_("Nhận đã lâu, chưa đóng gói"))),
        ]

    def queryset(self, _request: HttpRequest, orders: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() == "booking":
            return orders.filter(state="priced").exclude(booking_refusal="")
        if self.value() == "lying":
            return orders.filter(pk__in=orders_left_lying(at=now()).values("pk"))
        if self.value() == "silent":
            return orders.filter(state="placed", escalated_at__isnull=False)
        return orders


class Lines(ReadOnlyRows):
    model = OrderLine
    fields = ("title", "ordered", "packed", "agreed", "charged", "state")
    readonly_fields = ("ordered", "packed", "agreed", "charged")

    @admin.display(description=_("đặt"))
    def ordered(self, line: OrderLine) -> str:
        return quantity_words(line.quantity, line)

    @admin.display(description=_("cân được"))
    def packed(self, line: OrderLine) -> str:
        return "—" if line.packed_base is None else quantity_words(line.packed_base, line)

    @admin.display(description=_("tiền lúc đặt"))
    def agreed(self, line: OrderLine) -> str:
        return money_words(line.agreed_dong)

    @admin.display(description=_("tiền theo cân"))
    def charged(self, line: OrderLine) -> str:
        return "—" if line.packed_dong is None else money_words(line.packed_dong)


class Boxes(ReadOnlyRows):
    model = OrderBox
    fields = ("position", "gross_g", "length_mm", "width_mm", "height_mm")


class History(ReadOnlyRows):
    model = OrderHistory
    fields = ("version", "old", "new", "at", "actor", "acting_for", "reason")


@admin.register(Order)
class OrderAdmin(ReadOnly):
    list_display = ("code", "state", "household", "buyer", "charged", "payment", "placed_at", "due_at")
    list_filter = (Waiting, "state", "payment", "carrier_code")
    list_select_related = ("household", "checkout")
    search_fields = ("code", "key", "telephone", "household__name")
    ordering = ("-placed_at", "-pk")
    inlines = (Lines, Boxes, History)
    action_form = OrderActions
    actions = ("cancel", "refund", "book_again")
    readonly_fields = ("code", "key")
    exclude = ("version", "wake_at")

    @admin.display(description=_("người mua"))
    def buyer(self, order: Order) -> str:
        return f"{order.checkout.name}, {local(order.telephone)}"

    @admin.display(description=_("phải trả"))
    def charged(self, order: Order) -> str:
        return money_words(order.charged_dong)

    @admin.action(description=_("Hủy đơn (ghi lý do)"))
    def cancel(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        person, reason = staff_person(request), request.POST.get("reason", "")
        do_each(
            request,
            orders,
            lambda key, at: operations.cancel(person=person, order_key=key, reason=reason, at=at),
        )

    @admin.action(description=_("Trả lại tiền (ghi số tiền và lý do)"))
    def refund(self, request: HttpRequest, orders: QuerySet[Order]) -> HttpResponse | None:
        """Asked once more: what was understood of the amount, and for which orders."""
        given = request.POST
        if "confirmed" not in given:
            return self._ask_refund(request, orders)
        do_each(
            request,
            orders,
            lambda key, at: operations.refund(
                person=staff_person(request),
                order_key=key,
                amount_dong=parse_dong(given.get("amount", ""), field="amount"),
                reason=given.get("reason", ""),
                request_key=given.get("request_key", "") or new_key(),
                borne_by=Bearer(given.get("borne_by") or Bearer.PLATFORM),
                at=at,
            ),
        )
        return None

    def _ask_refund(self, request: HttpRequest, orders: QuerySet[Order]) -> HttpResponse | None:
        try:
            amount_dong = parse_dong(request.POST.get("amount", ""), field="amount")
        except Refusal as refusal:
            messages.error(request, refusal.text)
            return None
        page = {
            **self.admin_site.each_context(request),
            "title": _("Trả lại tiền"),
            "opts": self.opts,
            "orders": orders,
            "amount": money_words(amount_dong),
            "bearer": Bearer(request.POST.get("borne_by") or Bearer.PLATFORM).label,
            "reason": request.POST.get("reason", ""),
            "given": [(name, value) for name in request.POST for value in request.POST.getlist(name)],
        }
        return TemplateResponse(request, "admin/orders/refund.html", page)

    @admin.action(description=_("Gọi bưu điện lại (chọn cách gửi)"))
    def book_again(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        person, service_code = staff_person(request), request.POST.get("service_code", "")
        do_each(
            request,
            orders,
            lambda key, at: operations.book_again(
                person=person, order_key=key, service_code=service_code, at=at
            ),
        )


class Orders(ReadOnlyRows):
    model = Order
    fields = ("code", "state", "household", "goods_dong", "postage_dong", "packed_dong", "card_dong")
    readonly_fields = ("code",)
    show_change_link = True


@admin.register(Checkout)
class CheckoutAdmin(ReadOnly):
    list_display = ("key", "name", "telephone", "payment", "total", "placed_at", "captured_at")
    list_filter = ("payment",)
    search_fields = ("key", "telephone", "name")
    ordering = ("-placed_at", "-pk")
    inlines = (Orders,)
    readonly_fields = ("key",)

    @admin.display(description=_("tổng"))
    def total(self, checkout: Checkout) -> str:
        return money_words(checkout.total_dong)

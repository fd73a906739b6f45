"""What buyers abroad ordered by post: packed here, then its papers on the consignment's pages."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.clock import now
from kernel.errors import Refusal
from logistics.paperwork.rulebook import rulebook
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.operations import cancel_by_household, pack_postal
from marketplace.postal.operations.packing import PostalBox
from marketplace.postal.queries import order_sold, orders_sold
from web.acts import act
from web.forms import HouseForm
from web.http import HouseRequest
from web.quantities import KILOGRAM, quantity_words, read_quantity
from web.views.household.guard import Home, for_household
from web.views.sign_in.guard import signed_in

CANCELLABLE = (PostalState.PAID, PostalState.PACKED)


class BoxForm(HouseForm):
    """Kilograms and centimetres, as the scales and the tape say."""

    refused_as = {"gross_g": "gross", "length_mm": "length", "width_mm": "width", "height_mm": "height"}
    gross = forms.CharField(
        label=gettext_lazy("Cả thùng nặng"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    length = forms.IntegerField(label=gettext_lazy("Dài (cm)"), min_value=1, max_value=200, initial=30)
    width = forms.IntegerField(label=gettext_lazy("Rộng (cm)"), min_value=1, max_value=200, initial=20)
    height = forms.IntegerField(label=gettext_lazy("Cao (cm)"), min_value=1, max_value=200, initial=15)
    pieces = forms.IntegerField(
        label=gettext_lazy("Số túi bên trong"), min_value=1, max_value=1000, initial=1
    )
    description_en = forms.CharField(
        label=gettext_lazy("Tên hàng bằng tiếng Anh"),
        help_text=gettext_lazy("Viết cho rõ, ví dụ Green tea, dried leaves."),
        max_length=120,
    )

    def clean_gross(self) -> int:
        try:
            return read_quantity(self.cleaned_data["gross"], factor=KILOGRAM)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.text)) from refusal

    def box(self) -> PostalBox:
        given = self.cleaned_data
        return PostalBox(
            gross_g=given["gross"],
            length_mm=given["length"] * 10,
            width_mm=given["width"] * 10,
            height_mm=given["height"] * 10,
            pieces=given["pieces"],
        )


@require_safe
@for_household
def listed(request: HouseRequest, home: Home) -> HttpResponse:
    rows = [(one, _amount(one.order)) for one in orders_sold(person=request.person, household_key=home.key)]
    return render(request, "household/abroad.html", {"home": home, "rows": rows, "bar": ""})


@require_http_methods(["GET", "POST"])
@signed_in
def show(request: HouseRequest, key: str) -> HttpResponse:
    order = order_sold(person=request.person, key=key)
    form = BoxForm(request.POST or None, initial=_words_of(order))
    if request.method == "POST" and form.is_valid():
        try:
            packed = _pack(request, key, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã đóng gói. Bưu điện cho mã, giấy tờ tự lập; xem và đưa vào lô."))
            return redirect("web:export_one", key=packed.consignment_key)
    words = {
        "order": order,
        "amount": _amount(order),
        "form": form,
        "packs": order.state == PostalState.PAID,
        "cancels": order.state in CANCELLABLE,
        "bar": "",
    }
    return render(request, "household/abroad_one.html", words, status=422 if form.errors else 200)


def _pack(request: HouseRequest, key: str, form: BoxForm) -> PostalOrder:
    words = form.cleaned_data["description_en"]
    return pack_postal(person=request.person, key=key, box=form.box(), description_en=words, at=now())


def _words_of(order: PostalOrder) -> dict[str, Any]:
    book = rulebook()
    good = book.goods.get(book.by_commodity.get(order.listing.commodity_id, ""))
    return {"description_en": good.name_en if good else ""}


@require_POST
@signed_in
def cancel(request: HouseRequest, key: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return act(
        request,
        lambda: cancel_by_household(person=request.person, key=key, reason=reason, at=now()),
        done=_("Đã hủy. Tiền trả lại hết cho khách."),
        back=reverse("web:sold_abroad", args=[key]),
    )


def _amount(order: PostalOrder) -> str:
    return quantity_words(order.quantity, factor=order.unit_factor, unit=order.unit_label or order.unit)

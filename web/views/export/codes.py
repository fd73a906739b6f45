"""Codes of growing areas and packing houses in one's own name, and asking for one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from kernel.errors import Refusal
from logistics.goods.enums import CodeKind
from logistics.goods.queries import commodities
from marketplace.exporters.codes import ask_own_code, own_codes
from marketplace.exporters.queries import exporters_of
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.sign_in.guard import signed_in
from web.words import goods_name


class AskForm(HouseForm):
    owner = forms.ChoiceField(label=gettext_lazy("Đứng tên"))
    kind = forms.ChoiceField(label=gettext_lazy("Xin mã gì?"), choices=CodeKind.choices)
    name = forms.CharField(label=gettext_lazy("Tên vùng trồng hoặc cơ sở"), max_length=120)
    commodity_code = forms.ChoiceField(label=gettext_lazy("Trồng gì?"), required=False)

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goods = [(one.code, goods_name(one)) for one in commodities()]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["commodity_code"].choices = [("", "–"), *goods]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@signed_in
def show(request: HouseRequest) -> HttpResponse:
    owners = [(one.owner, one.name) for one in exporters_of(person=request.person)]
    form = AskForm(request.POST or None, owners=owners)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ask_own_code(
                person=request.person,
                kind=CodeKind(given["kind"]),
                name=given["name"],
                commodity_code=given["commodity_code"],
                owner=given["owner"],
                at=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã gửi đơn xin mã. Cán bộ tỉnh sẽ trả lời."))
            return redirect("web:own_codes")
    words = {"mine": own_codes(person=request.person), "form": form, "asks": bool(owners), "bar": ""}
    return render(request, "export/codes.html", words, status=422 if form.errors else 200)

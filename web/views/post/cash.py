"""Tiền mặt: what was collected today, what is still due, and handing it in."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.clock import local_day, now
from kernel.errors import Refusal
from logistics.dispatch.enums import CashState
from logistics.dispatch.operations import record_remittance
from logistics.dispatch.queries import CashOfDay, cash_of_day
from logistics.dispatch.values import RemittanceLineSpec
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.post.guard import Post, for_post
from web.views.post.today import read_day


class HandInForm(HouseForm):
    reference = forms.CharField(
        label=gettext_lazy("Số bảng kê"),
        help_text=gettext_lazy("Ghi trên phiếu chuyển tiền của bưu cục."),
        max_length=64,
    )


@require_http_methods(["GET", "POST"])
@for_post
def show(request: HouseRequest, post: Post) -> HttpResponse:
    day = read_day(request)
    cash = cash_of_day(carrier_code=post.carrier.code, day=day, office_code=post.office_code)
    form = HandInForm(request.POST or None)
    if form.is_valid():
        try:
            record_remittance(
                carrier_code=post.carrier.code,
                reference=form.cleaned_data["reference"],
                lines=_lines(cash),
                at=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã nộp. Tiền về các nhà vườn theo bảng kê này."))
            return redirect("web:post_cash")
    words = {
        "post": post,
        "day": day,
        "today": local_day(now()),
        "cash": cash,
        "lines": [(str(CashState(line.state).label), line) for line in cash.lines],
        "to_hand_in": sum(line.amount_dong for line in _lines(cash)),
        "form": form,
        "bar": "post-cash",
    }
    return render(request, "post/cash.html", words)


def _lines(cash: CashOfDay) -> list[RemittanceLineSpec]:
    """What was collected as it was due and is not handed in yet."""
    return [
        RemittanceLineSpec(tracking_code=line.tracking_code, amount_dong=line.collected_dong)
        for line in cash.lines
        if line.state == CashState.COLLECTED and line.collected_dong
    ]

"""The exports of a province, for its officers: consignments, codes, lots, and what waits for their word."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.clock import now
from kernel.errors import NotAllowed
from kernel.places.queries import province
from logistics.goods.enums import CodeStatus
from logistics.paperwork.standings import standings
from marketplace.exporters.codes import answer_request, requests_from
from marketplace.exporters.provinces import (
    areas_of,
    consignments_from,
    decide_code,
    houses_of,
    lots_from,
)
from web.acts import act
from web.http import HouseRequest
from web.views.export.board import rows_of
from web.views.sign_in.guard import to_sign_in


@require_safe
def mine(request: HouseRequest) -> HttpResponse:
    """The officer's own province; with several the first, and links to the others."""
    if request.person.is_guest:
        return to_sign_in(request)
    if not request.person.province_codes:
        raise NotAllowed
    return redirect("web:province_exports", province_code=min(request.person.province_codes))


@require_safe
def show(request: HouseRequest, province_code: str) -> HttpResponse:
    if request.person.is_guest:
        return to_sign_in(request)
    asked = {"person": request.person, "province_code": province_code}
    rows = standings(consignments_from(**asked), at=now())  # type: ignore[arg-type]
    codes = [("area", one) for one in areas_of(**asked)]  # type: ignore[arg-type]
    houses = [("house", one) for one in houses_of(**asked)]  # type: ignore[arg-type]
    everything = [*codes, *houses]
    page = {
        "province": province(province_code),
        "others": sorted(request.person.province_codes - {province_code}),
        "stages": rows_of(rows),
        "count": len(rows),
        "waiting": [pair for pair in everything if pair[1].status == CodeStatus.SUSPENDED],
        "codes": everything,
        "requests": requests_from(**asked),  # type: ignore[arg-type]
        "lots": lots_from(**asked),  # type: ignore[arg-type]
        "bar": "",
    }
    return render(request, "officer/exports.html", page)


@require_POST
def answer(request: HouseRequest, province_code: str, key: str) -> HttpResponse:
    """A wish for a code: with the authority's code it is granted, with a reason refused."""
    if request.person.is_guest:
        return to_sign_in(request)

    def run() -> None:
        answer_request(
            person=request.person,
            province_code=province_code,
            key=key,
            code=request.POST.get("code", ""),
            reason=request.POST.get("reason", ""),
            at=now(),
        )

    back = reverse("web:province_exports", args=[province_code])
    return act(request, run, done=_("Đã trả lời đơn xin mã."), back=back)


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(choices=[("area", ""), ("house", "")])
    code = forms.CharField(max_length=40)
    status = forms.ChoiceField(choices=CodeStatus.choices)
    reason = forms.CharField(max_length=200, required=False)


@require_POST
def decide(request: HouseRequest, province_code: str) -> HttpResponse:
    if request.person.is_guest:
        return to_sign_in(request)
    form = DecisionForm(request.POST)
    given = (
        form.cleaned_data if form.is_valid() else {"kind": "", "code": "", "status": "REVOKED", "reason": ""}
    )

    def run() -> None:
        decide_code(
            person=request.person,
            province_code=province_code,
            kind=given["kind"],
            code=given["code"],
            status=CodeStatus(given["status"]),
            reason=given["reason"],
            at=now(),
        )

    back = reverse("web:province_exports", args=[province_code])
    return act(request, run, done=_("Đã ghi quyết định về mã %(code)s.") % {"code": given["code"]}, back=back)

"""Where a sender's yard lies: the courier stands in it and presses one button, or types what a map says."""

import re
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
from kernel.places.queries import commune
from logistics.dispatch.queries import parcel_by_code
from logistics.rounds.enums import SpotSource
from logistics.rounds.operations import place_yard
from logistics.rounds.queries import yard_at
from logistics.rounds.values import Spot
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.post.guard import Post, for_post

_SPOT = re.compile(r"\s*(-?\d{1,2}(?:[.]\d{1,10})?)\s*[,;\s]\s*(-?\d{1,3}(?:[.]\d{1,10})?)\s*")


class YardForm(HouseForm):
    spot = forms.CharField(
        label=gettext_lazy("Vị trí sân nhà"),
        help_text=gettext_lazy("Như bản đồ ghi: vĩ độ, kinh độ. Thí dụ 21.3712, 106.5630"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    earliest = forms.TimeField(label=gettext_lazy("Có người từ"), required=False)
    latest = forms.TimeField(label=gettext_lazy("đến"), required=False)

    def clean_spot(self) -> Spot:
        found = _SPOT.fullmatch(self.cleaned_data["spot"])
        if found is None:
            raise forms.ValidationError(_("Ghi hai số, cách nhau bằng dấu phẩy: 21.3712, 106.5630"))
        return Spot(float(found[1]), float(found[2]))


@require_http_methods(["GET", "POST"])
@for_post
def show(request: HouseRequest, post: Post, code: str) -> HttpResponse:
    """Of the sender of a parcel that this office may see. What the household itself said stays."""
    parcel = parcel_by_code(carrier_code=post.carrier.code, code=code, commune_code=post.commune_code)
    shipment = parcel.shipment
    known = yard_at(commune_code=shipment.sender_commune_code, address=shipment.sender_address)
    form = YardForm(request.POST or None, initial=_initial(known))
    if form.is_valid():
        try:
            kept = place_yard(
                commune_code=shipment.sender_commune_code,
                address=shipment.sender_address,
                source=SpotSource.COURIER,
                actor=request.person.actor,
                at=now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _thank(request, by_household=kept.source == SpotSource.HOUSEHOLD)
            return redirect("web:post_parcel", code=code)
    words = {
        "post": post,
        "parcel": parcel,
        "shipment": shipment,
        "from_place": commune(shipment.sender_commune_code),
        "form": form,
        "bar": "post-scan",
    }
    return render(request, "post/yard.html", words, status=422 if form.errors else 200)


def _initial(known: Any) -> dict[str, Any]:
    if known is None:
        return {}
    spot = f"{known.latitude:.5f}, {known.longitude:.5f}"
    return {"spot": spot, "earliest": known.earliest, "latest": known.latest}


def _thank(request: HouseRequest, *, by_household: bool) -> None:
    if by_household:
        messages.info(request, _("Nhà vườn đã tự chỉ chỗ của mình; giữ lời nhà vườn."))
    else:
        messages.success(request, _("Đã ghi chỗ lấy hàng. Chuyến sau vẽ đúng đường hơn."))

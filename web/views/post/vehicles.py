"""The vehicles of the office, and the couriers' passes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.clock import now
from kernel.errors import Refusal
from logistics.carriers.queries import office
from logistics.rounds.enums import VehicleKind
from logistics.rounds.operations import add_vehicle, name_courier, open_base, retire_vehicle
from logistics.rounds.passes import issue_pass, pass_svg, read_pass
from logistics.rounds.queries import base_of, vehicle_by_key, vehicles_of
from logistics.rounds.refusals import PassInvalid
from web.acts import act
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.post.guard import Post, for_post


class VehicleForm(HouseForm):
    """Weights in kilograms, as people know their vehicles."""

    name = forms.CharField(
        label=gettext_lazy("Tên xe"), help_text=gettext_lazy("Biển số, hay tên hay gọi."), max_length=40
    )
    courier = forms.CharField(
        label=gettext_lazy("Ai lái"),
        help_text=gettext_lazy("Tên này hiện trên thẻ bưu tá."),
        max_length=60,
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại xe"), choices=VehicleKind.choices, initial=VehicleKind.MOTORBIKE
    )
    capacity_kg = forms.IntegerField(label=gettext_lazy("Chở được"), min_value=1, max_value=20_000)
    chilled_kg = forms.IntegerField(
        label=gettext_lazy("Trong đó thùng lạnh"), min_value=0, max_value=20_000, initial=0
    )
    from_time = forms.TimeField(label=gettext_lazy("Đi từ"), initial="07:30")
    to_time = forms.TimeField(label=gettext_lazy("Về trước"), initial="17:00")
    trips = forms.IntegerField(label=gettext_lazy("Mấy chuyến một ngày"), min_value=1, max_value=6, initial=1)
    refused_as = {"capacity_g": "capacity_kg"}

    def values(self) -> dict[str, Any]:
        """As the operation wants them: grams."""
        given = dict(self.cleaned_data)
        capacity_kg, chilled_kg = given.pop("capacity_kg"), given.pop("chilled_kg")
        return given | {"capacity_g": capacity_kg * 1000, "chilled_g": chilled_kg * 1000}


@require_http_methods(["GET", "POST"])
@for_post
def show(request: HouseRequest, post: Post) -> HttpResponse:
    base = base_of(carrier_code=post.carrier.code, office_code=post.office_code)
    office_code = post.office_code or (base.office_code if base else "")
    form = VehicleForm(request.POST or None)
    if form.is_valid() and office_code:
        at, actor = now(), request.person.actor
        try:
            here = base or open_base(office_code=office_code, actor=actor, at=at)
            add_vehicle(base=here, actor=actor, at=at, **form.values())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã thêm xe."))
            return redirect("web:post_vehicles")
    words = {
        "post": post,
        "office": office(office_code) if office_code else None,
        "vehicles": vehicles_of(base) if base else [],
        "form": form,
        "bar": "post-today",
    }
    return render(request, "post/vehicles.html", words)


@require_POST
@for_post
def retire(request: HouseRequest, post: Post, key: str) -> HttpResponse:
    return act(
        request,
        lambda: retire_vehicle(
            carrier_code=post.carrier.code,
            office_code=post.office_code,
            key=key,
            actor=request.person.actor,
            at=now(),
        ),
        done=_("Xe không chạy nữa. Thẻ của xe hết hiệu lực."),
        back=reverse("web:post_vehicles"),
    )


class CourierForm(HouseForm):
    courier = forms.CharField(label=gettext_lazy("Ai lái"), max_length=60)


@require_http_methods(["GET", "POST"])
@for_post
def courier_pass(request: HouseRequest, post: Post, key: str) -> HttpResponse:
    """The pass of who drives it: a code that anybody may check, good for a week."""
    at = now()
    vehicle = vehicle_by_key(carrier_code=post.carrier.code, office_code=post.office_code, key=key)
    form = CourierForm(request.POST or None, initial={"courier": vehicle.courier})
    if form.is_valid():
        name_courier(
            carrier_code=post.carrier.code,
            office_code=post.office_code,
            key=key,
            courier=form.cleaned_data["courier"],
            actor=request.person.actor,
            at=at,
        )
        return redirect("web:courier_pass", key=key)
    text = issue_pass(vehicle=vehicle, at=at)
    address = request.build_absolute_uri(reverse("web:check_pass", args=[text])) if text else ""
    words = {
        "post": post,
        "vehicle": vehicle,
        "form": form,
        "pass": read_pass(text, at=at) if text else None,
        "code": mark_safe(pass_svg(address)) if address else "",
        "address": address,
        "bar": "post-today",
    }
    return render(request, "post/pass.html", words)


@require_safe
def check_pass(request: HouseRequest, text: str) -> HttpResponse:
    """For whoever opens the gate: no signing in, and nothing about the person but name and office."""
    try:
        found = read_pass(text, at=now())
    except PassInvalid as refusal:
        words = {"refused": refusal.text}
        return render(request, "post/pass_check.html", words, status=404)
    return render(request, "post/pass_check.html", {"pass": found})

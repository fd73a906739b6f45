"""Who we are to buyers and to the law: name, place, papers, verification, the cooperative that helps."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kernel.clock import now
from kernel.errors import Refusal
from kernel.places.queries import commune
from kernel.telephones import local
from marketplace.households.enums import HouseholdState
from marketplace.households.operations import (
    give_consent,
    submit_for_verification,
    update_household,
    withdraw_consent,
)
from marketplace.households.queries import cooperatives_in, live_consent, members_of
from web.acts import act
from web.communes import CommuneForm
from web.http import HouseRequest
from web.views.household.guard import Home, for_household

SETTLED = (HouseholdState.VERIFIED, HouseholdState.SUSPENDED)


class OurHouseForm(CommuneForm):
    refused_as = {"commune_code": "commune"}

    name = forms.CharField(label=gettext_lazy("Tên nhà mình"), max_length=120)
    address = forms.CharField(label=gettext_lazy("Thôn, bản, số nhà"), max_length=200, required=False)
    telephone = forms.CharField(
        label=gettext_lazy("Số điện thoại"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    story = forms.CharField(
        label=gettext_lazy("Về nhà tôi"),
        help_text=gettext_lazy("Vài câu cho khách đọc: trồng gì, ở đâu, bao nhiêu gốc."),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    identity_number = forms.CharField(
        label=gettext_lazy("Số căn cước của chủ hộ"),
        help_text=gettext_lazy("12 số. Chỉ dùng để xác minh, không ai khác xem được."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    tax_code = forms.CharField(
        label=gettext_lazy("Mã số thuế"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    field_order = ["name", "commune", "address", "telephone", "story", "identity_number", "tax_code"]


@require_http_methods(["GET", "POST"])
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    form = OurHouseForm(request.POST or None, initial=_initial(home))
    if form.is_valid() and form.place:
        try:
            update_household(
                person=request.person,
                household_key=home.key,
                at=now(),
                commune_code=form.place.code,
                **_changes(form),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("web:our_house")
    place = commune(home.household.commune_code)
    words = {
        "home": home,
        "form": form,
        "place": place,
        "settled": home.household.state in SETTLED,
        "may_submit": home.household.state in (HouseholdState.DRAFT, HouseholdState.REJECTED),
        "members": members_of(household_id=home.household.pk),
        "consent": live_consent(household_id=home.household.pk),
        "cooperatives": cooperatives_in(commune_codes=[place.code]),
        "bar": "",
    }
    return render(request, "household/our_house.html", words)


def _initial(home: Home) -> dict[str, Any]:
    """Papers are never shown again; an empty field leaves them as they are."""
    household = home.household
    place = commune(household.commune_code)
    return {
        "name": household.name,
        "commune": place.label,
        "commune_code": place.code,
        "address": household.address,
        "telephone": local(household.telephone),
        "story": household.story,
    }


def _changes(form: OurHouseForm) -> dict[str, str]:
    data = form.cleaned_data
    changes = {name: data[name] for name in ("name", "address", "telephone", "story")}
    return changes | {name: data[name] for name in ("identity_number", "tax_code") if data[name]}


@require_POST
@for_household
def submit(request: HouseRequest, home: Home) -> HttpResponse:
    return act(
        request,
        lambda: submit_for_verification(person=request.person, household_key=home.key, at=now()),
        done=_("Đã gửi. Nhà Nông xem trong ngày làm việc và nhắn tin cho bạn."),
        back=reverse("web:our_house"),
    )


@require_POST
@for_household
def consent(request: HouseRequest, home: Home) -> HttpResponse:
    """The owner's word: this cooperative may do the work for us, or no longer."""
    cooperative_key = request.POST.get("hop_tac_xa", "")
    if cooperative_key:
        return act(
            request,
            lambda: give_consent(
                person=request.person, household_key=home.key, cooperative_key=cooperative_key, at=now()
            ),
            done=_("Từ nay hợp tác xã làm thay được cho nhà mình."),
            back=reverse("web:our_house"),
        )
    return act(
        request,
        lambda: withdraw_consent(person=request.person, household_key=home.key, at=now()),
        done=_("Đã rút lại. Hợp tác xã không làm thay được nữa."),
        back=reverse("web:our_house"),
    )

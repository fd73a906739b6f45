"""Opening a household: name, commune, telephone. Papers can wait until the first sale."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from kernel.errors import Refusal
from kernel.telephones import local
from marketplace.households.operations import open_household
from web.communes import CommuneForm
from web.http import HouseRequest
from web.views.household.guard import HOUSEHOLD
from web.views.sign_in.guard import signed_in


class OpeningForm(CommuneForm):
    refused_as = {"commune_code": "commune"}

    name = forms.CharField(
        label=_("Tên nhà mình"),
        help_text=_("Khách sẽ thấy tên này, ví dụ “Vườn bác Tư”."),
        max_length=120,
    )
    address = forms.CharField(label=_("Thôn, bản, số nhà"), max_length=200, required=False)
    telephone = forms.CharField(
        label=_("Số điện thoại để khách và bưu tá gọi"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    field_order = ["name", "commune", "address", "telephone"]


@require_http_methods(["GET", "POST"])
@signed_in
def show(request: HouseRequest) -> HttpResponse:
    account = request.person.account
    form = OpeningForm(
        request.POST or None, initial={"telephone": local(account.telephone) if account else ""}
    )
    if form.is_valid() and form.place:
        data = form.cleaned_data
        try:
            household = open_household(
                person=request.person,
                name=data["name"],
                commune_code=form.place.code,
                address=data["address"],
                telephone=data["telephone"],
                at=now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            request.session[HOUSEHOLD] = household.key
            return redirect("web:sell")
    return render(request, "household/opening.html", {"form": form})

"""Sign in, first page: the telephone that the code goes to."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from kernel.errors import Refusal
from kernel.limits import client_of
from kernel.telephones import normalise
from marketplace.people.enums import Purpose
from marketplace.people.operations import request_code
from web.forms import HouseForm
from web.http import HouseRequest
from web.ways import next_url

SIGNING_IN = "signing_in"


class TelephoneForm(HouseForm):
    telephone = forms.CharField(
        label=_("Số điện thoại"),
        help_text=_("Mã đăng nhập sẽ gửi tới máy này. Không cần mật khẩu."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "enterkeyhint": "send"}),
    )


@require_http_methods(["GET", "POST"])
def show(request: HouseRequest) -> HttpResponse:
    form = TelephoneForm(request.POST or None, initial={"telephone": request.session.get(SIGNING_IN, "")})
    after = next_url(request, otherwise="")
    if form.is_valid():
        try:
            telephone = normalise(form.cleaned_data["telephone"])
            request_code(telephone=telephone, purpose=Purpose.SIGN_IN, client=client_of(request), at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            request.session[SIGNING_IN] = telephone
            return redirect(reverse("web:sign_in_code", query={"tiep": after} if after else None))
    return render(request, "sign_in/telephone.html", {"form": form, "after": after})

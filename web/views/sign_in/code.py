"""Sign in, second page: the code that came by text message."""

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from kernel.errors import Refusal
from marketplace.people.operations import sign_in
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.sign_in.homes import home_of
from web.views.sign_in.telephone import SIGNING_IN
from web.ways import next_url

BACKEND = "django.contrib.auth.backends.ModelBackend"
CODE_ATTRS = {
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "maxlength": "12",
    "enterkeyhint": "go",
}


class CodeForm(HouseForm):
    code = forms.CharField(label=_("Mã 6 số"), max_length=12, widget=forms.TextInput(attrs=CODE_ATTRS))

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split())


@require_http_methods(["GET", "POST"])
def show(request: HouseRequest) -> HttpResponse:
    telephone = request.session.get(SIGNING_IN)
    if not telephone:
        return redirect("web:sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            account = sign_in(telephone=telephone, code=form.cleaned_data["code"], at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            login(request, account, backend=BACKEND)
            request.session.pop(SIGNING_IN, None)
            return redirect(next_url(request, otherwise=home_of(account)))
    after = next_url(request, otherwise="")
    words = {
        "form": form,
        "sent_to": telephone,
        "after": after,
        "demo": settings.DEMO_INBOX,
        "demo_code": settings.DEMO_CODE,
    }
    return render(request, "sign_in/code.html", words)

"""Where the money goes. Only the owner may say; the number is shown again by its last four figures only."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from kernel.errors import Refusal
from marketplace.households.banks import BANKS
from marketplace.households.operations import set_bank_account
from marketplace.households.queries import household_for_owner
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.household.guard import Home, for_household


class BankForm(HouseForm):
    bank_code = forms.ChoiceField(
        label=gettext_lazy("Ngân hàng"), choices=[("", gettext_lazy("Chọn ngân hàng")), *BANKS.items()]
    )
    bank_account = forms.CharField(
        label=gettext_lazy("Số tài khoản"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    bank_holder = forms.CharField(
        label=gettext_lazy("Tên chủ tài khoản"),
        help_text=gettext_lazy("Như in trên thẻ, không dấu."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "name"}),
    )


@require_http_methods(["GET", "POST"])
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    household_for_owner(person=request.person, key=home.key)
    form = BankForm(request.POST or None)
    if form.is_valid():
        try:
            set_bank_account(person=request.person, household_key=home.key, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã lưu tài khoản nhận tiền."))
            return redirect("web:money")
    return render(request, "household/bank.html", {"form": form, "home": home, "bar": "money"})
